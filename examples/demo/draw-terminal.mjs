/* Draws what a terminal shows as a picture: text with the few colours that the commands use. */

const TITLE = "A terminal in which toml-secrets lists, checks and scans, and a program meets a misspelt key";
const COLUMN = 8.43;
const LINE = 19;
const EDGE = 18;
/** What begins a colour; between two of them stands text. */
const COLOUR = new RegExp(`${"\u001b"}\\[(\\d+)m`);
const COLOURS = { 31: "#ff7b72", 32: "#7ee787", 33: "#e3b341" };

/** As wide as people have it. */
const COLUMNS = 110;

/** An SVG of lines of text with ANSI colours, bold and dim. */
export function drawTerminal(unwrapped) {
  const lines = unwrapped.flatMap(wrapped);
  const text = lines.map(
    (line, at) => `  <text x="${EDGE}" y="${EDGE + 34 + at * LINE}" xml:space="preserve">${spansOf(line)}</text>`,
  );
  const width = Math.ceil(2 * EDGE + COLUMN * Math.max(...lines.map((line) => plain(line).length)));
  const height = 2 * EDGE + 34 + (lines.length - 1) * LINE;
  const lights = ["#ff5f57", "#febc2e", "#28c840"].map(
    (colour, at) => `  <circle cx="${EDGE + 4 + at * 20}" cy="20" r="6" fill="${colour}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
  <title>${TITLE}</title>
  <style>text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #d6dde6; } .b { font-weight: 700; fill: #ffffff; } .d { fill: #8b949e; }</style>
  <rect width="100%" height="100%" rx="10" fill="#0d1117"/>
${[...lights, ...text].join("\n")}
</svg>
`;
}

/** A line without colours that is too long goes on in the next, as on a terminal. */
function wrapped(line) {
  if (plain(line).length <= COLUMNS || plain(line) !== line) return [line];
  return [line.slice(0, COLUMNS), ...wrapped(line.slice(COLUMNS))];
}

function spansOf(line) {
  const state = { bold: false, dim: false, colour: undefined };
  return line
    .split(COLOUR)
    .map((part, at) => (at % 2 === 0 ? spanOf(part, state) : turn(state, Number(part))))
    .join("");
}

function turn(state, code) {
  if (code === 0) Object.assign(state, { bold: false, dim: false, colour: undefined });
  else if (code === 1) state.bold = true;
  else if (code === 2) state.dim = true;
  else if (code === 22) Object.assign(state, { bold: false, dim: false });
  else state.colour = COLOURS[code];
  return "";
}

function spanOf(text, { bold, dim, colour }) {
  if (text === "") return "";
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const style = bold ? ' class="b"' : dim ? ' class="d"' : "";
  const fill = colour === undefined ? "" : ` style="fill: ${colour}"`;
  return style + fill === "" ? escaped : `<tspan${style}${fill}>${escaped}</tspan>`;
}

function plain(line) {
  return line
    .split(COLOUR)
    .filter((_part, at) => at % 2 === 0)
    .join("");
}
