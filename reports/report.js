"use strict";
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const sentences = all(".sentences > li");
  const status = document.getElementById("status");
  const reset = document.getElementById("all");
  const tip = document.getElementById("tip");
  let shownVoice = null;
  let pinned = null;

  function filter(voice) {
    shownVoice = voice;
    let n = 0;
    for (const li of sentences) {
      li.hidden = voice !== null && !li.dataset.voices.split(" ").includes(voice);
      if (!li.hidden) n += 1;
    }
    for (const row of all(".row")) row.setAttribute("aria-pressed", String(row.dataset.voice === voice));
    reset.hidden = voice === null;
    const text = status.dataset.text.replace("{n}", n).replace("{total}", sentences.length);
    status.textContent = voice === null ? "" : text;
    hide();
  }

  function hide() {
    tip.hidden = true;
    pinned = null;
    for (const on of all("[data-a].on")) on.classList.remove("on");
  }

  function show(mark) {
    hide();
    for (const part of all(`[data-a="${mark.dataset.a}"]`)) part.classList.add("on");
    tip.replaceChildren(document.getElementById("a" + mark.dataset.a).cloneNode(true));
    tip.firstChild.removeAttribute("id");
    tip.hidden = false;
    const at = mark.getClientRects()[0];
    const room = document.documentElement.clientWidth;
    const left = Math.max(16, Math.min(at.left, room - tip.offsetWidth - 16));
    const below = at.bottom + 8 + tip.offsetHeight < window.innerHeight || at.top < tip.offsetHeight + 8;
    tip.style.left = left + window.scrollX + "px";
    tip.style.top = window.scrollY + (below ? at.bottom + 8 : at.top - tip.offsetHeight - 8) + "px";
  }

  const markOf = (event) => event.target.closest && event.target.closest("[data-a]");

  document.addEventListener("click", (event) => {
    const bar = event.target.closest("[data-voice]");
    const mark = markOf(event);
    if (bar) filter(bar.dataset.voice === shownVoice ? null : bar.dataset.voice);
    else if (event.target === reset) filter(null);
    else if (mark) {
      show(mark);
      pinned = mark;
    } else if (event.target.closest(".strip a") && shownVoice !== null) filter(null);
    else if (!tip.contains(event.target)) hide();
  });
  document.addEventListener("mouseover", (event) => {
    const mark = markOf(event);
    if (pinned || tip.contains(event.target)) return;
    if (mark) show(mark);
    else hide();
  });
  document.addEventListener("focusin", (event) => {
    const mark = markOf(event);
    if (mark) show(mark);
    else hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    const mark = markOf(event);
    if (mark && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      show(mark);
      pinned = mark;
    }
  });
})();
