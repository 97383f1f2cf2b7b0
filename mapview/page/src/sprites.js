// Vehicles are many: each look is drawn once and copied. Headings in steps of 6 degrees.

import { vehicle } from './symbols.js';

const STEP_DEG = 6;

export class VehicleSprites {
  constructor() { this.sprites = new Map(); this.colors = null; }

  draw(ctx, x, y, colors, { heading, use, k, old }) {
    if (this.colors !== colors) { this.sprites.clear(); this.colors = colors; }
    const turn = Math.round(heading / STEP_DEG) * STEP_DEG % 360;
    const key = `${use}/${turn}/${k}/${old}`;
    let sprite = this.sprites.get(key);
    if (!sprite) {
      const ratio = window.devicePixelRatio || 1, side = Math.ceil(24 * k);
      sprite = { canvas: new OffscreenCanvas(side * ratio, side * ratio), side };
      const brush = sprite.canvas.getContext('2d');
      brush.scale(ratio, ratio);
      vehicle(brush, side / 2, side / 2, colors, { heading: turn, use, k, old });
      this.sprites.set(key, sprite);
    }
    ctx.drawImage(sprite.canvas, x - sprite.side / 2, y - sprite.side / 2, sprite.side, sprite.side);
  }
}
