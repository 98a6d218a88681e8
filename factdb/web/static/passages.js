// Passages of an article's text: selected with the mouse or by keys, and their ends moved by word.
// Offsets count code points, as the ledger does. Without this file, words are pasted and buttons send the form.
"use strict";
(() => {
  const text = document.querySelector("#text");
  const form = document.querySelector("#passage-form");
  if (!text || !form || !form.elements.start) return;
  const lines = [...text.querySelectorAll("p[data-start]")];
  const length = (words) => [...words].length;

  // Every text node of the article with its place; the numbers of claims are not part of the text.
  const nodes = () => lines.flatMap((line) => {
    const inside = [];
    let place = Number(line.dataset.start);
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.parentElement.closest(".number")) continue;
      inside.push({ node, start: place, end: place += length(node.data) });
    }
    return inside;
  });

  // The text as code points; between two paragraphs is nothing but space.
  const points = [];
  nodes().forEach(({ node, start }) => {
    while (points.length < start) points.push("\n");
    points.push(...node.data);
  });
  const kind = (point) => point === undefined || /\s/u.test(point) ? 0 : /[\p{L}\p{N}\p{M}]/u.test(point) ? 1 : 2;
  const edges = (atStart) => points.map((_, place) => place).concat(points.length).filter((place) => {
    const before = kind(points[place - 1]), after = kind(points[place]);
    return before !== after && (atStart ? after : before);
  });
  const starts = edges(true), ends = edges(false);
  const sentences = [];
  lines.forEach((line, at) => {
    let start = Number(line.dataset.start);
    const last = at + 1 < lines.length ? Number(lines[at + 1].dataset.start) : points.length;
    for (let place = start; place < last; place++) {
      const stops = /[.!?…。？！।؟]/u.test(points[place]) || (place && /["”’»)]/u.test(points[place]) && /[.!?…]/u.test(points[place - 1]));
      if ((stops && !kind(points[place + 1])) || place + 1 === last) { sentences.push(trimmed(start, place + 1)); start = place + 1; }
    }
  });
  const whole = sentences.filter(([start, end]) => start < end);

  function trimmed(start, end) {
    while (start < end && !kind(points[start])) start++;
    while (start < end && !kind(points[end - 1])) end--;
    return [start, end];
  }

  let passage = null;
  const server = [...text.querySelectorAll("mark.current")];
  function paint() {
    server.forEach((mark) => mark.classList.remove("current"));
    text.querySelectorAll("mark.mine").forEach((mark) => mark.replaceWith(...mark.childNodes));
    lines.forEach((line) => line.normalize());
    nodes().forEach(({ node, start, end }) => {
      const first = Math.max(start, passage[0]), last = Math.min(end, passage[1]);
      if (first >= last) return;
      const letters = [...node.data];
      const cut = node.splitText(letters.slice(0, first - start).join("").length);
      cut.splitText(letters.slice(first - start, last - start).join("").length);
      const mark = document.createElement("mark");
      mark.className = "mine current";
      cut.replaceWith(mark);
      mark.append(cut);
    });
  }
  function choose(start, end, scroll = true) {
    passage = [start, end];
    form.elements.start.value = start;
    form.elements.end.value = end;
    const words = points.slice(start, end).join("");
    if (form.elements.quote) form.elements.quote.value = words;
    const shown = document.querySelector("#words");
    if (shown) shown.textContent = words;
    paint();
    if (scroll) text.querySelector("mark.mine")?.scrollIntoView({ block: "nearest" });
  }

  const moves = { "start-earlier": [0, -1], "start-later": [0, 1], "end-earlier": [1, -1], "end-later": [1, 1] };
  function move(name) {
    if (!passage) return;
    const [side, step] = moves[name];
    const beyond = (side ? ends : starts).filter((place) => step < 0 ? place < passage[side] : place > passage[side]);
    const moved = [...passage];
    moved[side] = beyond.at(step < 0 ? -1 : 0) ?? passage[side];
    if (moved[0] < moved[1]) choose(...moved);
  }
  document.querySelectorAll("[data-move]").forEach((button) => button.addEventListener("click", (event) => {
    event.preventDefault();
    move(button.dataset.move);
  }));

  const quote = form.elements.quote;
  if (quote) {
    // What is typed by hand is looked up in the text by the server.
    quote.addEventListener("input", () => { form.elements.start.value = form.elements.end.value = ""; passage = null; });
    document.querySelector("#picking").hidden = false;
    const sentence = (step) => {
      const at = passage ? whole.findIndex(([, end]) => end > passage[0]) : -1;
      const next = whole[Math.max(0, Math.min(whole.length - 1, at + step))];
      if (next) choose(...next);
    };
    document.querySelector("#next-sentence").addEventListener("click", () => sentence(1));
    document.querySelector("#previous-sentence").addEventListener("click", () => sentence(-1));
    document.querySelector("#pick").addEventListener("click", () => {
      const box = text.closest(".text").getBoundingClientRect();
      const line = lines.find((paragraph) => paragraph.getBoundingClientRect().bottom > Math.max(0, box.top)) || lines[0];
      const first = line && whole.find(([start]) => start >= Number(line.dataset.start));
      if (first) choose(...first);
    });
    const place = (node, offset) => {
      const line = (node.nodeType === 1 ? node : node.parentElement).closest("p[data-start]");
      if (!line) return null;
      const before = document.createRange();
      before.setStart(line, 0);
      before.setEnd(node, offset);
      const part = before.cloneContents();
      part.querySelectorAll(".number").forEach((number) => number.remove());
      return Number(line.dataset.start) + length(part.textContent);
    };
    document.addEventListener("mouseup", () => setTimeout(() => {
      const selection = getSelection();
      if (selection.isCollapsed || !selection.rangeCount) return;
      const range = selection.getRangeAt(0);
      if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
      const [start, end] = trimmed(place(range.startContainer, range.startOffset) ?? 0, place(range.endContainer, range.endOffset) ?? 0);
      if (start < end) { choose(start, end, false); selection.removeAllRanges(); }
    }));
  }
  const from = Number(form.elements.start.value), to = Number(form.elements.end.value);
  if (form.elements.end.value && from < to) choose(from, to, false);
})();
