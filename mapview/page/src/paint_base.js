// Paints the shapes of one base map tile. `view` is {scale, dx, dy, zoom, perMetre, size}: tile units to pixels.

import { ROAD_TOKEN, roadWidth } from './style.js';

/** Ground, water, green, buildings, rails, roads; names come later. */
export function paintBase(ctx, layers, view, colors) {
  fillAreas(ctx, layers.green, view, colors['m-green']);
  paintWater(ctx, layers.water, view, colors);
  paintBuildings(ctx, layers.building, view, colors);
  paintRails(ctx, layers.rail, view, colors);
  paintRoads(ctx, layers.road, view, colors);
}

export function trace(ctx, rings, view, close) {
  const { scale, dx, dy } = view;
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i++) {
      const x = ring[i].x * scale - dx, y = ring[i].y * scale - dy;
      if (i) ctx.lineTo(x, y); else ctx.moveTo(x, y);
    }
    if (close) ctx.closePath();
  }
}

function outside(feature, view) {
  const [x1, y1, x2, y2] = feature.box;
  const { scale, dx, dy, size } = view;
  const margin = 40;
  return x2 * scale - dx < -margin || y2 * scale - dy < -margin
    || x1 * scale - dx > size + margin || y1 * scale - dy > size + margin;
}

function fillAreas(ctx, features, view, color) {
  ctx.fillStyle = color;
  for (const feature of features) {
    if (feature.type !== 3 || outside(feature, view)) continue;
    ctx.beginPath();
    trace(ctx, feature.rings, view, true);
    ctx.fill('evenodd');
  }
}

function paintWater(ctx, features, view, colors) {
  fillAreas(ctx, features, view, colors['m-water']);
  ctx.strokeStyle = colors['m-water'];
  ctx.lineWidth = Math.max(1.5, 6 * view.perMetre);
  ctx.lineJoin = ctx.lineCap = 'round';
  ctx.beginPath();
  for (const feature of features) {
    if (feature.type === 2 && !outside(feature, view)) trace(ctx, feature.rings, view, false);
  }
  ctx.stroke();
}

function paintBuildings(ctx, features, view, colors) {
  if (view.zoom < 14.5) return;
  ctx.beginPath();
  for (const feature of features) {
    if (feature.type === 3 && !outside(feature, view)) trace(ctx, feature.rings, view, true);
  }
  ctx.fillStyle = colors['m-bldg'];
  ctx.fill('evenodd');
  if (view.zoom < 15.5) return;
  ctx.strokeStyle = colors['m-bldg-l'];
  ctx.lineWidth = 0.7;
  ctx.stroke();
}

function paintRails(ctx, features, view, colors) {
  for (const feature of features) {
    if (outside(feature, view)) continue;
    const wide = feature.props.kind === 'rail' ? 3 : 2;
    ctx.beginPath();
    trace(ctx, feature.rings, view, false);
    ctx.lineCap = 'butt';
    ctx.lineWidth = wide;
    ctx.strokeStyle = colors['m-cell'];
    if (feature.props.tunnel) ctx.setLineDash([2, 6]);
    ctx.stroke();
    ctx.setLineDash([]);
    if (feature.props.tunnel || feature.props.kind !== 'rail') continue;
    ctx.lineWidth = wide - 1.2;
    ctx.strokeStyle = colors['m-land'];
    ctx.setLineDash([8, 8]);
    ctx.stroke();
    ctx.setLineDash([]);
  }
}

function paintRoads(ctx, features, view, colors) {
  const byRank = { 1: [], 2: [], 3: [], 4: [] };
  for (const feature of features) {
    if (!outside(feature, view)) byRank[feature.props.rank]?.push(feature);
  }
  ctx.lineJoin = ctx.lineCap = 'round';
  for (const rank of [4, 3, 2, 1]) {
    const width = roadWidth(rank, view.zoom, view.perMetre);
    if (!width || !byRank[rank].length) continue;
    ctx.beginPath();
    for (const feature of byRank[rank]) {
      if (!feature.props.tunnel) trace(ctx, feature.rings, view, false);
    }
    ctx.strokeStyle = colors[ROAD_TOKEN[rank]];
    ctx.lineWidth = width;
    ctx.stroke();
  }
  if (view.zoom >= 16) paintMiddles(ctx, byRank[1], view, colors);
}

function paintMiddles(ctx, features, view, colors) {
  ctx.beginPath();
  for (const feature of features) {
    if (!feature.props.tunnel) trace(ctx, feature.rings, view, false);
  }
  ctx.strokeStyle = colors['m-bldg-l'];
  ctx.lineWidth = 1;
  ctx.setLineDash([7, 7]);
  ctx.stroke();
  ctx.setLineDash([]);
}
