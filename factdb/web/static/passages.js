// Passages of an article's text: selected with the mouse or by keys, and their ends moved by word.
// Offsets count code points. $ and $$ are desk.js's. Without this file, words are pasted and buttons send.
"use strict";
(() => {
  const text = $("#text");
  const form = $("#passage-form");
  if (!form) return;
  const lines = $$("p[data-start]", text);
  const length = (words) => [...words].length;

  // Every text node with its place; the numbers of claims are not part of the text.
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

  // Between two paragraphs is nothing but space.
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
  // The server cuts the sentences: it knows abbreviations, and extraction goes by the same rule.
  const sentences = (text.dataset.sentences || "").split(" ").filter(Boolean).map((span) => span.split("-").map(Number));

  function trimmed(start, end) {
    while (start < end && !kind(points[start])) start++;
    while (start < end && !kind(points[end - 1])) end--;
    return [start, end];
  }

  const quote = form.elements.quote;
  let passage = null;
  function paint() {
    $$("mark.mine", text).forEach((mark) => mark.replaceWith(...mark.childNodes));
    $$("mark.current", text).forEach((mark) => mark.classList.remove("current"));
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
    if (quote) quote.value = words;
    const shown = $("#words");
    if (shown) shown.textContent = words;
    paint();
    if (scroll) $("mark.mine", text)?.scrollIntoView({ block: "nearest" });
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
  $$("[data-move]").forEach((button) => button.addEventListener("click", (event) => { event.preventDefault(); move(button.dataset.move); }));

  if (quote) {
    // The server looks up what is typed by hand.
    quote.addEventListener("input", () => { form.elements.start.value = form.elements.end.value = ""; passage = null; });
    $("#picking").hidden = false;
    const sentence = (step) => {
      const at = sentences.findIndex(([, end]) => passage && end > passage[0]);
      const next = sentences[Math.max(0, Math.min(sentences.length - 1, at + step))];
      if (next) choose(...next);
    };
    $("#next-sentence").addEventListener("click", () => sentence(1));
    $("#previous-sentence").addEventListener("click", () => sentence(-1));
    $("#pick").addEventListener("click", () => {
      const top = Math.max(0, text.closest(".text").getBoundingClientRect().top);
      const line = lines.find((other) => other.getBoundingClientRect().bottom > top) || lines[0];
      const first = line && sentences.find(([start]) => start >= Number(line.dataset.start));
      if (first) choose(...first);
    });
    // A triple click ends in the paragraph after it.
    const place = (node, offset) => {
      const edge = document.createRange();
      edge.setStart(node, offset);
      const before = nodes().filter((one) => edge.comparePoint(one.node, 0) <= 0).pop();
      if (!before) return 0;
      return before.node === node ? before.start + length(node.data.slice(0, offset)) : before.end;
    };
    document.addEventListener("mouseup", () => setTimeout(() => {
      const selection = getSelection();
      if (selection.isCollapsed || !selection.rangeCount) return;
      const range = selection.getRangeAt(0);
      if (!text.contains(range.commonAncestorContainer)) return;
      const [start, end] = trimmed(place(range.startContainer, range.startOffset), place(range.endContainer, range.endOffset));
      if (start < end) { choose(start, end, false); selection.removeAllRanges(); }
    }));
  }
  const from = Number(form.elements.start.value), to = Number(form.elements.end.value);
  if (form.elements.end.value && from < to) choose(from, to, false);
})();
