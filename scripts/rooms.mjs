#!/usr/bin/env node
/**
 * The rooms of src/, from test/house/rules.ts: writes the table in docs/developing/architecture.md and the picture docs/images/rooms.svg.
 *
 *   npm run docs:rooms              writes both
 *   npm run docs:rooms -- --check   only compares; exit status 1 if one is out of date
 */
import { readFileSync, writeFileSync } from "node:fs";
import { PURPOSES, ROOMS } from "../test/house/rules.ts";

const root = new URL("../", import.meta.url);
const page = new URL("docs/developing/architecture.md", root);
const picture = new URL("docs/images/rooms.svg", root);

/** All rooms that a room reaches, over any number of steps. */
const reached = new Map();
function reach(room) {
  if (!reached.has(room)) reached.set(room, new Set(ROOMS[room].flatMap((next) => [next, ...reach(next)])));
  return reached.get(room);
}

/** The floor of a room, from 0 at the top: one below the lowest room that imports it. */
function floorOf(room) {
  return (
    Math.max(
      -1,
      ...Object.keys(ROOMS)
        .filter((one) => ROOMS[one].includes(room))
        .map(floorOf),
    ) + 1
  );
}

/** Imports that no other import implies: only these are drawn. */
function arrowsOf(room) {
  return ROOMS[room].filter((next) => !ROOMS[room].some((other) => other !== next && reach(other).has(next)));
}

const rooms = Object.keys(ROOMS).sort((a, b) => floorOf(a) - floorOf(b) || ROOMS[b].length - ROOMS[a].length);

function table() {
  const code = (name) => `\`${name}\``;
  const row = (room) => {
    if (PURPOSES[room] === undefined) throw new Error(`${room}: test/house/rules.ts has no purpose for it`);
    const arrows = arrowsOf(room);
    const implied = ROOMS[room].filter((next) => !arrows.includes(next));
    const imports = [...arrows, ...implied].map(code).join(", ") || "nothing";
    return `| ${code(room)} | ${PURPOSES[room]} | ${imports} |`;
  };
  return ["| room | what it does | may import |", "| --- | --- | --- |", ...rooms.map(row)].join("\n");
}

const WIDTH = 960;
const BOX = { width: 128, height: 40 };
const FLOOR_HEIGHT = 84;

/** Where the box of each room is: its floor, and its place among the rooms of the floor. */
function places() {
  const lowest = Math.max(...rooms.map(floorOf));
  const found = new Map();
  for (let floor = 0; floor <= lowest; floor++) {
    const here = rooms.filter((room) => floorOf(room) === floor);
    // Near the middle of the rooms above that import them, so that arrows are short.
    const wish = (room) => {
      const above = rooms
        .filter((one) => found.has(one) && arrowsOf(one).includes(room))
        .map((one) => found.get(one).x);
      return above.length === 0 ? WIDTH / 2 : above.reduce((sum, x) => sum + x, 0) / above.length;
    };
    here.sort((a, b) => wish(a) - wish(b));
    here.forEach((room, i) => {
      found.set(room, { x: (WIDTH * (i + 1)) / (here.length + 1), y: 50 + floor * FLOOR_HEIGHT });
    });
  }
  return { found, height: 80 + lowest * FLOOR_HEIGHT + BOX.height };
}

function drawing() {
  const { found, height } = places();
  const arrows = rooms.flatMap((room) =>
    arrowsOf(room).map((next) => {
      const [from, to] = [found.get(room), found.get(next)];
      const [y1, y2] = [from.y + BOX.height, to.y - 2];
      const bend = (y1 + y2) / 2;
      return `<path d="M${from.x.toFixed(0)} ${y1}C${from.x.toFixed(0)} ${bend} ${to.x.toFixed(0)} ${bend} ${to.x.toFixed(0)} ${y2}"/>`;
    }),
  );
  const boxes = rooms.map((room) => {
    const { x, y } = found.get(room);
    return (
      `<rect x="${(x - BOX.width / 2).toFixed(0)}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8"/>` +
      `<text x="${x.toFixed(0)}" y="${y + 25}">${room}</text>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="15">
  <defs>
    <marker id="a" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z" fill="#4a5568"/></marker>
  </defs>
  <rect width="${WIDTH}" height="${height}" fill="#f7fafc" rx="12"/>
  <text x="20" y="30" fill="#2d3748" font-weight="600">The rooms of src/: arrows show imports; imports that others imply are not drawn</text>
  <g fill="none" stroke="#4a5568" stroke-width="1.4" marker-end="url(#a)">
    ${arrows.join("\n    ")}
  </g>
  <g fill="#ebf8ff" stroke="#2c5282" stroke-width="1.5" text-anchor="middle">
    ${boxes.join("\n    ").replaceAll("<text ", '<text fill="#1a202c" stroke="none" font-weight="600" ')}
  </g>
</svg>
`;
}

const BETWEEN = /(<!-- rooms: [^\n]* -->\n)[\s\S]*?(<!-- \/rooms -->)/;
const text = readFileSync(page, "utf8");
const wanted = [
  [page, text, text.replace(BETWEEN, (_, begin, end) => `${begin}\n${table()}\n\n${end}`)],
  [picture, readOr(picture), drawing()],
];

function readOr(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

for (const [file, is, shouldBe] of wanted) {
  if (is === shouldBe) continue;
  if (process.argv.includes("--check")) {
    console.error(`${file.pathname.slice(root.pathname.length)} is out of date: npm run docs:rooms`);
    process.exitCode = 1;
  } else writeFileSync(file, shouldBe);
}
