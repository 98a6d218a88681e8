// What the pages do beyond forms and links: keys, drafts, news about the claim that is read, and selections.
// Every control works without this file.
"use strict";
const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const store = {
  get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* a full or forbidden store */ } },
  drop: (key) => { try { localStorage.removeItem(key); } catch { /* as above */ } },
  keys: () => { try { return Object.keys(localStorage); } catch { return []; } },
};
const say = (words) => { const line = $("#news"); if (line) line.textContent = words; };

// -- keys ----------------------------------------------------------------------------------------------------
const visible = (element) => element.getClientRects().length > 0 || Boolean(element.closest("details"));
const isTyped = (element) => element.matches("textarea, select, input:not([type=radio]):not([type=checkbox])") || element.isContentEditable;

// A control in a part that is closed is shown first: nobody sends a form that they do not see.
function shows(element) {
  let opened = false;
  for (let details = element; (details = details.parentElement?.closest("details"));) { opened ||= !details.open; details.open = true; }
  return opened;
}

function work(control) {
  if (control.matches("summary")) {
    const details = control.parentElement;
    shows(details);
    details.open = !details.open || !details.contains(document.activeElement);
    (details.open && $("input:not([type=hidden]), textarea, select, a, button", details) || control).focus();
    control.scrollIntoView({ block: "nearest" });
  } else if (control.matches("fieldset")) {
    activate(control);
    ($("input:checked", control) || $("input", control)).focus();
  } else if (isTyped(control)) {
    shows(control);
    control.focus();
    control.scrollIntoView({ block: "nearest" });
  } else if (shows(control)) control.focus();
  else control.click();
}

// Digits choose in one group of ratings, on which alone they are painted: the first, or where the focus was last.
const activate = (set) => $$("fieldset[data-digits]").forEach((other) => other.classList.toggle("active", other === set));
if ($("fieldset[data-digits]")) activate($("fieldset[data-digits]"));
document.addEventListener("focusin", (event) => { const set = event.target.closest("fieldset[data-digits]"); if (set) activate(set); });

function digit(number) {
  const set = $("fieldset[data-digits].active");
  const inputs = set ? $$("input[type=radio]", set) : [];
  const nothing = inputs.length && $$("input[type=radio]", set.form).find((input) => input.name === inputs[0].name && !input.value);
  const choice = number ? inputs.filter((input) => input.value)[number - 1] : nothing;
  if (choice) { choice.checked = true; choice.focus(); choice.dispatchEvent(new Event("change", { bubbles: true })); }
  return Boolean(choice);
}

// The first key of two: the second ones are marked until a key or the mouse says otherwise.
let begun = "";
function begin(key) {
  begun = key;
  $$("[data-key]").forEach((control) => control.classList.toggle("begun", Boolean(key) && control.dataset.key.startsWith(`${key} `)));
}

document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && target.form) {
    event.preventDefault();
    const first = $("[data-first]", target.form) || $("button:not([type=button])", target.form);
    target.form.requestSubmit(first);
    return;
  }
  if (event.key === "Escape" && isTyped(target)) { target.blur(); return; }
  // On many keyboards [ and { are typed with AltGr, which some systems report as Ctrl and Alt.
  const modified = event.metaKey || ((event.ctrlKey || event.altKey) && !event.getModifierState("AltGraph"));
  if (modified || event.isComposing || isTyped(target)) return;
  if (store.get("factdb:keys") === "off" && event.key !== "?") return;
  if ($("dialog[open]") && event.key !== "?") return;
  if (["Shift", "AltGraph", "CapsLock"].includes(event.key)) return;
  const keys = begun ? `${begun} ${event.key}` : event.key;
  begin("");
  if (/^[0-9]$/.test(keys) && digit(Number(keys))) { event.preventDefault(); return; }
  const controls = $$("[data-key]").filter((control) => visible(control) && !control.disabled);
  const control = controls.find((other) => other.dataset.key === keys);
  if (control) { event.preventDefault(); work(control); }
  else if (controls.some((other) => other.dataset.key.startsWith(`${keys} `))) begin(keys);
});
document.addEventListener("mousedown", () => begin(""));

function nameOf(control) {
  const label = control.labels && control.labels[0] || (control.matches("fieldset") ? $("legend", control) : control);
  return (control.getAttribute("aria-label") || label.textContent || "").replace(/\s+/g, " ").trim();
}

const help = $("#keys");
if (help) {
  $("#show-keys").hidden = false;
  $("#show-keys").addEventListener("click", () => {
    if (help.open) { help.close(); return; }
    const rows = $$("[data-key]").filter((control) => control.id !== "show-keys").map((control) => {
      const row = document.createElement("li");
      const key = document.createElement("kbd");
      key.textContent = control.dataset.key;
      row.append(key, " ", control.dataset.does || nameOf(control).replace(new RegExp(`\\s*${control.dataset.key.replace(/[/?[\]{}]/g, "\\$&")}$`), ""));
      return row;
    });
    $("#keys-list").replaceChildren(...rows);
    help.showModal();
  });
  // One setting, in the list of keys and on the page of the account.
  const boxes = $$("[data-keys-off]");
  const paint = () => {
    const off = store.get("factdb:keys") === "off";
    document.body.classList.toggle("no-keys", off);
    boxes.forEach((box) => { box.checked = off; });
    $$("[data-keys-state]").forEach((line) => { line.textContent = `Single keys are ${off ? "off" : "on"} in this browser.`; line.parentElement.hidden = false; });
  };
  boxes.forEach((box) => box.addEventListener("change", () => { store.set("factdb:keys", box.checked ? "off" : "on"); paint(); }));
  paint();
}

// -- rows of a list ------------------------------------------------------------------------------------------
const rows = $$("tr[data-row]");
const go = (step) => {
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step))];
  if (row) { $("a", row).focus(); row.scrollIntoView({ block: "nearest" }); }
};
$("#next-row")?.addEventListener("click", () => go(1));
$("#previous-row")?.addEventListener("click", () => go(-1));
const tick = (row) => { const box = $("input[type=checkbox]", row); if (box) { box.checked = !box.checked; count(); } };
$("#select-row")?.addEventListener("click", () => { const row = rows.find((each) => each.contains(document.activeElement)); if (row) tick(row); });
const count = () => { const line = $("#selected"); if (line) line.textContent = `${$$("tr[data-row] input:checked").length} selected`; };
$("#select-all")?.addEventListener("change", (event) => { $$("tr[data-row] input[type=checkbox]").forEach((box) => { box.checked = event.target.checked; }); count(); });
rows.forEach((row) => row.addEventListener("change", count));
$$(".row-keys").forEach((bar) => { bar.hidden = rows.length === 0; });

// -- the passage in its article --------------------------------------------------------------------------------
const current = $("mark.current");
if (current && !location.hash) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const box = current.closest(".text");
  if (box && box.scrollHeight > box.clientHeight) box.scrollTo({ top: current.offsetTop - box.offsetTop - box.clientHeight / 3, behavior: calm ? "auto" : "smooth" });
}

// -- parts of the page that are read when somebody opens them --------------------------------------------------------
$$("details[data-load]").forEach((details) => details.addEventListener("toggle", async () => {
  if (!details.open || details.dataset.loaded) return;
  details.dataset.loaded = "yes";
  try {
    const answer = await fetch(details.dataset.load);
    const part = $("[data-part]", new DOMParser().parseFromString(await answer.text(), "text/html"));
    if (part) details.replaceChildren($("summary", details), document.adoptNode(part));
  } catch { delete details.dataset.loaded; /* the link is still there */ }
}));

// -- drafts: what was typed stays in this browser until it is saved ------------------------------------------------
const here = `factdb:draft:${location.pathname}`;
const drafted = (form) => $$("input[name], textarea[name], select[name]", form).filter((field) => !["hidden", "password", "file"].includes(field.type));
const state = (form) => drafted(form).map((field) => [field.name, field.type === "checkbox" || field.type === "radio" ? [field.value, field.checked] : field.value]);
$$("form[data-draft]").forEach((form) => {
  const key = `${here}:${form.dataset.draft}`;
  const start = JSON.stringify(state(form));
  if (document.body.dataset.done === form.dataset.draft) store.drop(key);
  const kept = store.get(key);
  if (kept && kept !== start && !document.body.dataset.refused) {
    const values = JSON.parse(kept);
    drafted(form).forEach((field, at) => {
      const [name, value] = values[at] || [];
      if (name !== field.name) return;
      if (Array.isArray(value)) { if (value[0] === field.value) field.checked = value[1]; } else field.value = value;
    });
    const line = document.createElement("p");
    const drop = document.createElement("button");
    drop.type = "button";
    drop.textContent = "Discard it";
    drop.addEventListener("click", () => { store.drop(key); form.reset(); line.remove(); });
    line.className = "draft";
    line.append("Your draft from before is back. ", drop);
    form.prepend(line);
    const details = form.closest("details");
    if (details) details.open = true;
  }
  form.addEventListener("input", () => { const now = JSON.stringify(state(form)); if (now === start) store.drop(key); else store.set(key, now); });
  form.addEventListener("reset", () => setTimeout(() => store.drop(key)));
});
$$("form[data-forget]").forEach((form) => form.addEventListener("submit", () => store.keys().filter((key) => /^factdb:(draft|questions):/.test(key)).forEach(store.drop)));

// -- forms that the server would refuse unread: they are not sent, and nothing that was typed is lost ------------------
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  const fields = new FormData(form);
  const bytes = form.enctype === "multipart/form-data"
    ? [...fields.values()].reduce((sum, value) => sum + (value.size ?? new Blob([value]).size), 0)
    : new URLSearchParams(fields).toString().length;
  const most = Number(form.dataset.most || document.body.dataset.most);
  $(":scope > .refused", form)?.remove();
  if (!(bytes > most)) return;
  const line = document.createElement("p");
  line.setAttribute("role", "alert");
  line.className = "refused";
  form.prepend(line);
  event.preventDefault();
  event.stopImmediatePropagation();
  line.textContent = `This form may have ${most.toLocaleString("en")} bytes; it has ${bytes.toLocaleString("en")}. Nothing was sent.`;
  line.scrollIntoView({ block: "center" });
}, true);

// -- news: somebody else changed the claim that is read ---------------------------------------------------------------
const watched = document.body.dataset.watch;
if (watched) {
  let tag = null;
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(watched, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
      if (answer.status !== 200) return;
      tag = answer.headers.get("ETag");
      const news = await answer.json();
      if (String(news.version) !== document.body.dataset.version) say(`${news.by} changed this claim at ${news.at}: ${news.what}. Reload the page to see it; what you type stays.`);
    } catch { /* the server is away; a save will say so */ }
  };
  setInterval(look, 15000);
  document.addEventListener("visibilitychange", look);
}
