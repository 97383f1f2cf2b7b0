// Vehicles are many: each look is drawn once and copied, a few as pictures, many as pixels of one buffer, which is
// several times cheaper. Headings in steps of 6 degrees.

import { vehicle } from './symbols.js';

const STEP_DEG = 6, TURNS = 360 / STEP_DEG;
const USES = ['sanitation', 'muck', 'enforcement'];
const MANY = 300;

export class VehicleSprites {
  constructor() { this.sprites = []; this.look = ''; this.colors = null; this.buffer = null; }

  /** Before the first of `count` vehicles on a canvas of this many px. */
  begin(ctx, colors, k, count, width, height) {
    this.ratio = window.devicePixelRatio || 1;
    const look = `${k}/${this.ratio}`;
    if (this.colors !== colors || this.look !== look) { this.sprites = []; this.colors = colors; this.look = look; }
    this.ctx = ctx;
    this.k = k;
    this.many = count > MANY;
    if (!this.many) return;
    const [w, h] = [Math.round(width * this.ratio), Math.round(height * this.ratio)];
    if (this.buffer?.width !== w || this.buffer?.height !== h) {
      this.buffer = new OffscreenCanvas(w, h);
      this.brush = this.buffer.getContext('2d', { willReadFrequently: true });
      this.image = this.brush.createImageData(w, h);
      this.pixels = new Uint32Array(this.image.data.buffer);
    }
    this.pixels.fill(0);
    this.size = [width, height];
  }

  draw(x, y, heading, use, old) {
    const turn = Math.round(heading / STEP_DEG) % TURNS;
    const sprite = this.sprite(Math.max(USES.indexOf(use), 0), turn, old ? 1 : 0);
    if (this.many) this.blit(sprite, Math.round(x * this.ratio), Math.round(y * this.ratio));
    else this.ctx.drawImage(sprite.canvas, x - sprite.side / 2, y - sprite.side / 2, sprite.side, sprite.side);
  }

  /** After the last. */
  end() {
    if (!this.many) return;
    this.brush.putImageData(this.image, 0, 0);
    this.ctx.drawImage(this.buffer, 0, 0, ...this.size);
  }

  sprite(use, turn, old) {
    const key = (use * TURNS + turn) * 2 + old;
    return this.sprites[key] ??= this.paint(USES[use], turn * STEP_DEG, old === 1);
  }

  paint(use, heading, old) {
    const side = Math.ceil(24 * this.k), wide = Math.ceil(side * this.ratio);
    const canvas = new OffscreenCanvas(wide, wide);
    const brush = canvas.getContext('2d');
    brush.scale(this.ratio, this.ratio);
    vehicle(brush, side / 2, side / 2, this.colors, { heading, use, k: this.k, old });
    const pixels = new Uint32Array(brush.getImageData(0, 0, wide, wide).data.buffer);
    const spans = []; // [row, column, length] of what is not transparent
    for (let row = 0; row < wide; row++) {
      let from = -1;
      for (let column = 0; column <= wide; column++) {
        const solid = column < wide && pixels[row * wide + column] >>> 24 > 24;
        if (solid && from < 0) from = column;
        if (!solid && from >= 0) { spans.push([row, from, pixels.slice(row * wide + from, row * wide + column)]); from = -1; }
      }
    }
    return { canvas, side, wide, spans };
  }

  blit({ wide, spans }, x, y) {
    const { width, height } = this.buffer, { pixels } = this;
    const left = x - (wide >> 1), top = y - (wide >> 1);
    if (left < 0 || left + wide > width) return this.clipped(spans, left, top);
    for (let i = 0; i < spans.length; i++) {
      const row = top + spans[i][0];
      if (row < 0 || row >= height) continue;
      const colors = spans[i][2];
      let at = row * width + left + spans[i][1];
      for (let j = 0; j < colors.length; j++) pixels[at++] = colors[j];
    }
  }

  clipped(spans, left, top) {
    const { width, height } = this.buffer;
    for (const [row, from, colors] of spans) {
      if (top + row < 0 || top + row >= height) continue;
      for (let j = 0; j < colors.length; j++) {
        const column = left + from + j;
        if (column >= 0 && column < width) this.pixels[(top + row) * width + column] = colors[j];
      }
    }
  }
}
