(() => {
"use strict";

// Text from transcripts and codebook only ever becomes text nodes and attributes, never markup.

const AROUND = 300; // characters before and after a passage
const MOST = 100; // search hits and units drawn at once
const WAIT = 80; // milliseconds between a key and its search

const $ = (id) => document.getElementById(id);
let study = null;
let byUnit = new Map();
let lowered = null;
let shown = null; // the transcript that is drawn

function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") node.className = value;
    else if (name === "onclick") node.addEventListener("click", value);
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

function say(name, values = {}) {
  return study.words["js_" + name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

// -- data --------------------------------------------------------------------

function load() {
  study = JSON.parse($("study-data").textContent);
  for (const transcript of study.transcripts) {
    for (const [id, spans, speakers, role, state, codes, question] of transcript.units) {
      byUnit.set(id, { id, spans, speakers, role, state, codes, question, transcript });
    }
  }
}

// Lower case, letter for letter: where a letter would become two, it stays, so that places hold.
function lower(text) {
  const all = text.toLowerCase();
  if (all.length === text.length) return all;
  return Array.from({ length: text.length }, (_, n) => {
    const one = text[n].toLowerCase();
    return one.length === 1 ? one : text[n];
  }).join("");
}

// One letter for one, so that a phrase is found across a line's end.
function spaced(text) {
  return text.replace(/\s/g, " ");
}

function index() {
  if (!lowered) lowered = study.transcripts.map((transcript) => spaced(lower(transcript.text)));
  return lowered;
}

// -- passages ----------------------------------------------------------------

// A stretch of a transcript as nodes, the spans marked, with what came before and after.
function passage(transcript, spans, around) {
  const first = spans[0][0];
  const last = spans[spans.length - 1][1];
  const start = wordEdge(transcript.text, Math.max(0, first - around), 1);
  const end = wordEdge(transcript.text, Math.min(transcript.text.length, last + around), -1);
  return stretch(transcript, Math.min(start, first), Math.max(end, last), spans);
}

// The nearest place, forwards or backwards, where no word is cut.
function wordEdge(text, at, step) {
  let place = at;
  while (place > 0 && place < text.length && /\S/.test(text[place - 1]) && /\S/.test(text[place])) place += step;
  return place;
}

function stretch(transcript, start, end, spans) {
  const nodes = [start > 0 ? "… " : ""];
  let at = start;
  for (const [from, to] of spans) {
    nodes.push(el("span", { class: "around" }, transcript.text.slice(at, from)));
    nodes.push(el("mark", {}, transcript.text.slice(from, to)));
    at = to;
  }
  nodes.push(el("span", { class: "around" }, transcript.text.slice(at, end)));
  nodes.push(end < transcript.text.length ? " …" : "");
  return nodes;
}

// The same turn by turn, each with who speaks.
function passageTurns(transcript, spans, around) {
  const first = spans[0][0];
  const last = spans[spans.length - 1][1];
  const begin = Math.min(wordEdge(transcript.text, Math.max(0, first - around), 1), first);
  const finish = Math.max(wordEdge(transcript.text, Math.min(transcript.text.length, last + around), -1), last);
  return transcript.turns.filter(([from, to]) => to > begin && from < finish).map(([from, to, speaker]) => {
    const start = Math.max(from, begin);
    const end = Math.min(to, finish);
    const own = spans.map(([a, b]) => [Math.max(a, start), Math.min(b, end)]).filter(([a, b]) => a < b);
    const nodes = stretch(transcript, start, end, own).slice(1, -1);
    return el("p", {}, el("strong", {}, speaker ? `${speaker}: ` : ""), start > from ? "… " : "", ...nodes, end < to ? " …" : "");
  });
}

function codesOf(unit) {
  return unit.codes.map((n) => el("span", { class: `code c${study.codes[n].colour}` }, study.codes[n].name));
}

function unitCard(unit, around) {
  const asked = unit.transcript.turns.find((turn) => turn[4] === unit.question);
  const card = el("div", { class: "found", "data-unit": unit.id });
  card.append(el("p", {}, el("strong", {}, [...unit.speakers.filter(Boolean), unit.transcript.id].join(" · ")), " ",
    el("span", { class: "time" }, `${unit.id} · ${say(unit.state)}`)));
  if (asked && around && asked[1] <= unit.spans[0][0] - around) {
    card.append(el("p", { class: "around" }, `${say("question")}: `, unit.transcript.text.slice(asked[0], asked[1])));
  }
  const said = around ? passageTurns(unit.transcript, unit.spans, around)
    : [el("p", {}, ...passage(unit.transcript, unit.spans, 0))];
  card.append(...said, ...codesOf(unit));
  card.append(el("p", {}, el("button", { type: "button", onclick: () => openUnit(unit.id) }, say("in_transcript"))));
  return card;
}

// The first of many, and a button that draws the next ones and hands them the focus.
function drawSome(place, units, draw, from = 0) {
  const cards = units.slice(from, from + MOST).map(draw);
  if (from) place.append(...cards);
  else place.replaceChildren(...cards);
  const left = units.length - from - cards.length;
  if (left > 0) {
    const button = el("button", { type: "button", onclick: () => {
      button.remove();
      drawSome(place, units, draw, from + MOST);
    } }, say("more", { number: left }));
    place.append(button);
  }
  if (from && cards.length) {
    cards[0].tabIndex = -1;
    cards[0].focus();
  }
}

function showPassages(ids) {
  const units = ids.map((id) => byUnit.get(id)).filter(Boolean);
  drawSome($("passages-body"), units, (unit) => unitCard(unit, AROUND));
  $("passages").showModal(); // the browser gives the focus back when it closes
}

// -- transcripts ---------------------------------------------------------------

function drawTranscripts() {
  const list = el("ul", { class: "list" });
  for (const transcript of study.transcripts) {
    const button = el("button", { type: "button", "data-transcript": transcript.id,
      onclick: () => drawTranscript(transcript) }, transcript.id);
    list.append(el("li", {}, button));
  }
  $("transcripts-view").replaceChildren(list, el("div", { id: "transcript" }));
}

function drawTranscript(transcript) {
  if (shown === transcript) return;
  shown = transcript;
  for (const button of document.querySelectorAll("[data-transcript]")) {
    button.setAttribute("aria-current", String(button.dataset.transcript === transcript.id));
  }
  const units = [...transcript.units].map((unit) => byUnit.get(unit[0]));
  const parts = units.flatMap((unit) => unit.spans.map(([start, end]) => ({ start, end, unit })));
  parts.sort((a, b) => a.start - b.start || b.end - a.end);
  let first = 0;
  const turns = transcript.turns.map((turn) => {
    while (first < parts.length && parts[first].end <= turn[0]) first += 1;
    const own = [];
    for (let n = first; n < parts.length && parts[n].start < turn[1]; n += 1) {
      if (parts[n].end > turn[0]) own.push(parts[n]);
    }
    return turnNode(transcript, turn, own);
  });
  $("transcript").replaceChildren(el("h3", { tabindex: "-1" }, transcript.id), ...turns);
}

function turnNode(transcript, [start, end, speaker, role, id, seconds], parts) {
  const said = el("div", { class: "said" });
  const edges = new Set([start, end]);
  for (const part of parts) {
    edges.add(Math.max(start, part.start));
    edges.add(Math.min(end, part.end));
  }
  const places = [...edges].sort((a, b) => a - b);
  for (let n = 0; n + 1 < places.length; n += 1) {
    const text = transcript.text.slice(places[n], places[n + 1]);
    const over = parts.filter((part) => part.start <= places[n] && part.end >= places[n + 1]);
    said.append(over.length ? unitMark(over.map((part) => part.unit), text) : text);
  }
  const codes = el("div", { class: "codes" });
  const numbers = new Set(parts.flatMap((part) => part.unit.codes));
  for (const n of numbers) codes.append(el("span", { class: `code c${study.codes[n].colour}` }, study.codes[n].name));
  return el("div", { class: `turn ${role}`, id: `turn-${id}` },
    el("div", {}, el("span", { class: "speaker" }, speaker), " ", el("span", { class: "time" },
      `${say("role_" + role)}${seconds === null ? "" : " · " + clock(seconds)}`)), said, codes);
}

function unitMark(units, text) {
  const coded = units.find((unit) => unit.codes.length);
  const colour = coded ? ` coded c${study.codes[coded.codes[0]].colour}` : "";
  return el("mark", { class: `unit${colour}`, "data-unit": units.map((unit) => unit.id).join(" ") }, text);
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  const two = (n) => String(n).padStart(2, "0");
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

function openUnit(id) {
  const unit = byUnit.get(id);
  if (!unit) return;
  if ($("passages").open) $("passages").close();
  drawTranscript(unit.transcript);
  const marks = [...document.querySelectorAll(`#transcript mark[data-unit~="${CSS.escape(id)}"]`)];
  light(marks);
  history.replaceState(null, "", `#unit=${encodeURIComponent(id)}`);
}

function light(marks) {
  for (const old of document.querySelectorAll(".now")) old.classList.remove("now");
  for (const mark of marks) mark.classList.add("now");
  if (!marks.length) return;
  marks[0].tabIndex = -1;
  marks[0].focus({ preventScroll: true });
  marks[0].scrollIntoView({ block: "center" });
}

// A place that is no unit's: its turn is lit.
function openPlace(transcript, at) {
  const unit = transcript.units.find(([, spans]) => spans.some(([start, end]) => start <= at && at < end));
  if (unit) {
    openUnit(unit[0]);
    return;
  }
  drawTranscript(transcript);
  const turn = transcript.turns.find(([start, end]) => start <= at && at < end);
  light([turn ? $(`turn-${turn[4]}`) : $("transcript").firstChild]);
}

// -- units and filters -----------------------------------------------------------

function select(name, options) {
  const node = el("select", { id: `filter-${name}` }, el("option", { value: "" }, say("all")));
  for (const [value, text] of options) node.append(el("option", { value }, text));
  node.addEventListener("change", drawUnits);
  return el("label", {}, say(`filter_${name}`), node);
}

function drawFilters() {
  const names = new Set([...byUnit.values()].flatMap(personsOf));
  const values = new Set();
  study.attributes.forEach((attribute, n) => {
    for (const row of Object.values(study.people)) if (row[n]) values.add(`${attribute}: ${row[n]}`);
  });
  const natural = (a, b) => a.localeCompare(b, undefined, { numeric: true });
  $("units-view").replaceChildren(
    el("div", { class: "filters" },
      select("code", [["-", say("uncoded")], ...study.codes.map((code, n) => [String(n), code.name])]),
      select("transcript", study.transcripts.map(({ id }) => [id, id])),
      select("speaker", [...names].sort(natural).map((name) => [name, name])),
      select("attribute", [...values].sort(natural).map((value) => [value, value]))),
    el("p", { id: "units-count", role: "status" }), el("div", { id: "units-list" }));
}

function wanted(unit) {
  const [code, transcript, speaker, attribute] = ["code", "transcript", "speaker", "attribute"].map((n) => $(`filter-${n}`).value);
  const coded = code === "" || (code === "-" ? !unit.codes.length : unit.codes.includes(Number(code)));
  return coded && (!transcript || unit.transcript.id === transcript)
    && (!speaker || personsOf(unit).includes(speaker)) && (!attribute || unit.speakers.some((name) => has(name, attribute)));
}

// A label used in several transcripts is one person only where the study says so.
function personsOf(unit) {
  return unit.speakers.map((name) => (study.linked.includes(name) ? name : `${name} (${unit.transcript.id})`));
}

function has(name, value) {
  const row = study.people[name];
  return Boolean(row) && study.attributes.some((attribute, n) => `${attribute}: ${row[n]}` === value);
}

function drawUnits() {
  const units = [...byUnit.values()].filter(wanted);
  $("units-count").textContent = say("units", { number: units.length });
  drawSome($("units-list"), units, (unit) => unitCard(unit, 0));
}

// -- search ------------------------------------------------------------------------

function search() {
  const words = spaced(lower($("search").value.trim()));
  const section = $("results");
  if (!words) {
    section.hidden = true;
    $("search-count").textContent = "";
    return;
  }
  const hits = [];
  let count = 0;
  index().forEach((text, n) => {
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
      if (hits.length < MOST) hits.push([study.transcripts[n], at]);
      count += 1;
    }
  });
  $("search-count").textContent = say("hits", { number: count });
  $("hits").replaceChildren(...hits.map(([transcript, at]) => hit(transcript, at, words.length)));
  section.hidden = false;
  section.scrollIntoView();
}

function hit(transcript, at, length) {
  const button = el("button", { type: "button", class: "sentence", onclick: () => openPlace(transcript, at) },
    ...passage(transcript, [[at, at + length]], 60));
  return el("li", {}, el("strong", {}, transcript.id), " ", button);
}

// -- the page --------------------------------------------------------------------------

function setTheme(dark) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  $("theme").setAttribute("aria-pressed", String(dark));
}

function listen() {
  document.addEventListener("click", (event) => {
    const source = event.target.closest("[data-units]");
    if (!source) return;
    event.preventDefault(); // without the script its link leads nowhere worse
    showPassages(source.dataset.units.split(" "));
  });
  $("passages-close").addEventListener("click", () => $("passages").close());
  $("theme").addEventListener("click", () => setTheme($("theme").getAttribute("aria-pressed") !== "true"));
  let timer = 0;
  $("search").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, WAIT);
  });
  $("search").addEventListener("keydown", (event) => {
    if (event.key === "Escape") { $("search").value = ""; search(); }
  });
  document.querySelector("form.tools").addEventListener("submit", (event) => { event.preventDefault(); search(); });
  window.addEventListener("hashchange", follow);
}

function follow() {
  const [, name, value] = /^#(unit|transcript)=(.*)$/.exec(location.hash) || [];
  const id = decoded(value || "");
  if (name === "unit") openUnit(id);
  const transcript = study.transcripts.find((entry) => name === "transcript" && entry.id === id);
  if (transcript) { drawTranscript(transcript); $("transcripts").scrollIntoView(); }
}

function decoded(value) {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // a link that somebody cut
  }
}

function begin() {
  load();
  $("theme").setAttribute("aria-pressed", String(matchMedia("(prefers-color-scheme: dark)").matches));
  drawTranscripts();
  drawFilters();
  drawUnits();
  listen();
  follow();
  document.documentElement.dataset.ready = "true";
  (window.requestIdleCallback || setTimeout)(index);
}

// After the first paint, so that the themes can be read at once.
requestAnimationFrame(() => setTimeout(begin));
})();
