/* A few shapes as SVG text. Sizes are in pixels. */

const FONT = "system-ui, -apple-system, Segoe UI, Roboto, sans-serif";
const INK = "#1f2937";
const FAINT = "#4b5563";

/** A picture with a white background, so that it can be read in dark mode too. `label` describes the picture in words. */
export function picture(width, height, label, shapes) {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(label)}" font-family="${FONT}" font-size="13">`,
    `<title>${escaped(label)}</title>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse">' +
      `<path d="M0 0L8 4L0 8z" fill="${FAINT}"/></marker></defs>`,
    `<rect width="${width}" height="${height}" rx="10" fill="#ffffff"/>`,
    ...shapes.flat(),
    "</svg>\n",
  ].join("\n");
}

/** A box with a title and lines below it. */
export function box(x, y, width, height, title, lines = [], { fill = "#eef2ff", stroke = "#6366f1", isDashed = false } = {}) {
  const dashes = isDashed ? ' stroke-dasharray="5 4"' : "";
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${fill}" stroke="${stroke}"${dashes}/>`,
    text(x + width / 2, y + 21, title, { anchor: "middle", weight: 600 }),
    ...lines.map((line, index) => text(x + width / 2, y + 40 + index * 16, line, { anchor: "middle", size: 12, fill: FAINT })),
  ];
}

export function text(x, y, words, { anchor = "start", size = 13, weight = 400, fill = INK } = {}) {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="${size}" font-weight="${weight}" fill="${fill}">${escaped(words)}</text>`;
}

/** An arrow through points, `[[x, y], …]`, with a label beside its first part. */
export function arrow(points, { label = "", at = undefined, isDashed = false, anchor = "middle" } = {}) {
  const path = points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join("");
  const dashes = isDashed ? ' stroke-dasharray="4 3"' : "";
  const line = `<path d="${path}" fill="none" stroke="${FAINT}" stroke-width="1.5"${dashes} marker-end="url(#tip)"/>`;
  if (label === "") return [line];
  const [[x1, y1], [x2, y2]] = points;
  const [x, y] = at ?? [(x1 + x2) / 2, (y1 + y2) / 2 - 6];
  return [line, text(x, y, label, { anchor, size: 12, fill: FAINT })];
}

function escaped(words) {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
