// The questions that a person asked in SQL, in this browser: newest first, each once. Signing out forgets them.
"use strict";
const asking = $("form[data-questions]");
const place = `factdb:questions:${asking.dataset.questions}`;
const mostQuestions = 50;
const longestQuestion = 10000;

function questionsBefore() {
  try {
    const before = JSON.parse(store.get(place) || "[]");
    return Array.isArray(before) ? before.filter((text) => typeof text === "string") : [];
  } catch { return []; }
}

function paintQuestions() {
  $("#questions-list").replaceChildren(...questionsBefore().map((text) => {
    const row = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "code";
    button.textContent = text.length > 200 ? `${text.slice(0, 200)}…` : text;
    button.addEventListener("click", () => { $("#sql").value = text; $("#sql").focus(); });
    row.append(button);
    return row;
  }));
}

asking.addEventListener("submit", () => {
  const text = $("#sql").value.trim();
  if (!text || text.length > longestQuestion) return;
  store.set(place, JSON.stringify([text, ...questionsBefore().filter((before) => before !== text)].slice(0, mostQuestions)));
  paintQuestions();
});
$("#questions-clear").addEventListener("click", () => { store.drop(place); paintQuestions(); $("#questions summary").focus(); });
$("#questions").hidden = $("#by-keys").hidden = false;
paintQuestions();
