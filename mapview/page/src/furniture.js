// What stands on the map: scale bar, cursor and cell, notice, attribution.

import { pixelsPerMetre, roundLength } from './mercator.js';

const WIDEST_BAR = 180;
const element = id => document.getElementById(id);

export class Furniture {
  constructor(map, say, cellAt) {
    Object.assign(this, { map, say, cellAt, asked: 0 });
    map.on('zoomend moveend resize', () => this.scale());
    map.on('mousemove', event => this.pointer(event.latlng));
    map.on('mouseout', () => this.show('', ''));
  }

  scale() {
    const perMetre = pixelsPerMetre(this.map.getCenter().lat, this.map.getZoom());
    const metres = roundLength(perMetre, WIDEST_BAR);
    element('scale-bar').style.width = `${Math.round(metres * perMetre)}px`;
    element('scale-text').textContent = metres < 1000 ? this.say('metres', metres) : this.say('kilometres', metres / 1000);
  }

  /** Ten times a second at most: the cell is looked up by the painter. */
  pointer({ lat, lng }) {
    const now = performance.now();
    if (now - this.asked < 100) return;
    this.asked = now;
    const place = `${Math.abs(lng).toFixed(4)}°${lng < 0 ? 'W' : 'E'} ${Math.abs(lat).toFixed(4)}°${lat < 0 ? 'S' : 'N'}`;
    this.cellAt(lng, lat).then(({ code, sum }) => this.show(place, code, sum?.n), () => this.show(place, ''));
  }

  show(place, code, sum = 0) {
    this.sum = sum;
    fill(element('cursor'), place && this.say('cursor'), place);
    fill(element('sum'), sum && this.say('components'), sum && sum.toLocaleString('en'));
    fill(element('grid'), code && this.say('grid'), code && `${code.slice(0, 6)} ${code.slice(6, 9)} ${code.slice(9, 12)} ${code.slice(12)}`);
  }

  attribution(text) { element('attribution').textContent = text; }

  /** One sentence at the top; none hides it. */
  notice(text) {
    const box = element('notice');
    if (box.textContent !== text) box.textContent = text;
    box.hidden = !text;
  }
}

function fill(box, label, value) {
  box.replaceChildren();
  if (!value) return;
  const strong = document.createElement('b');
  strong.textContent = value;
  box.append(`${label} `, strong);
}
