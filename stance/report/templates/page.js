"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const slim = window.matchMedia("(max-width: 40rem)");
  const STEP = 20, NOWHERE = "(unknown)";
  const views = {};
  let language = root.lang, shown = STEP, matching = [];
  const $ = (id) => document.getElementById(id);

  // ---- words and numbers
  const words = (key, values) =>
    (values && values.n === "1" && data.words[key + "_one"] || data.words[key])[language].replace(/\{(\w+)\}/g, (whole, name) =>
      name in (values || {}) ? values[name] : data.vocabulary[language][name] ?? whole);
  const local = (text) =>
    language === "en" ? text : text.replace(/[.,]/g, (mark) => (mark === "." ? "," : "."));
  const count = (n) => local(String(n).replace(/\B(?=(\d{3})+$)/g, ","));
  const percent = (share) => local((share * 100).toFixed(share >= 0.0005 && share < 0.01 ? 1 : 0)) + "%";
  function signed(number) {
    if (number === null || number === undefined) return "–";
    const plain = Math.abs(number).toFixed(2);
    const sign = Number(plain) === 0 ? "" : number > 0 ? "+" : "−";
    return sign + local(plain);
  }
  function day(article) {
    if (!article.published) return words("js_no_date");
    const [year, month, date] = article.published.slice(0, 10).split("-").map(Number);
    const text = `${date} ${data.months[language][month - 1]} ${year}`;
    return article.published_precision === "inferred" ? `${text} (${words("js_inferred")})` : text;
  }
  const label = (place) => data.labels[place][language];
  const side = (place) =>
    place === 0 ? "first" : place === data.labels.length - 1 ? "last" : "neutral";
  const SIGNS = { first: "▲", neutral: "●", last: "▼" };
  const lean = (score) => (score > 0.05 ? "first" : score < -0.05 ? "last" : "neutral");
  const interval = (row) =>
    row.low === null || row.low === undefined
      ? "" : words("js_interval", { low: signed(row.low), high: signed(row.high) });

  // Everything from the data becomes text nodes: nothing of it is ever read as markup.
  function make(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  // ---- charts
  const tip = make("div", { class: "tip", hidden: "" });
  document.body.append(tip);
  function describe(row) {
    if (row.said) return [...row.said[language], row.pick ? words("js_pick") : null];
    if (row.kind === "year") {
      const about = row.quantity === "score" ? words("js_year_mean", { year: row.year })
        : `${words("js_share", { label: data.names[row.quantity][language] })}, ${row.year}`;
      const figure = row.quantity === "score" ? signed : percent;
      const reach = row.low === null ? null
        : words("js_interval", { low: figure(row.low), high: figure(row.high) });
      return [`${about}: ${figure(row.value)}`, reach, words("js_articles_n", { n: count(row.n) })];
    }
    const article = data.articles[row.k];
    if (!article) return [];
    const lines = [article.title || words("js_no_title"),
      `${article.outlet || words("js_no_outlet")} · ${day(article)}`];
    if (row.kind === "gap") {
      lines.push(words("js_article_score", { score: signed(row.article) }) + " · "
        + words("js_comment_score", { score: signed(row.comments) }) + " · "
        + words("js_gap", { gap: signed(row.gap) }), words("js_comments", { n: count(row.n) }));
    } else {
      lines.push([words("js_score", { score: signed(article.score) }), interval(article)]
        .filter(Boolean).join(" · "), words("js_sentences", { n: count(article.n_sentences) }));
    }
    return [...lines, words("js_click_opens")];
  }
  function showTip(_handler, event, item, value) {
    if (!value || !item || !item.datum || !item.datum.kind) { tip.hidden = true; return; }
    const [head, ...lines] = describe(item.datum).filter(Boolean);
    tip.replaceChildren(make("b", { dir: "auto" }, head),
      ...lines.map((line) => make("span", { dir: "auto" }, line)));
    tip.hidden = false;
    const room = root.clientWidth - tip.offsetWidth - 12;
    tip.style.left = Math.max(8, Math.min(event.pageX + 14, room + window.scrollX)) + "px";
    tip.style.top = event.pageY + 18 + "px";
  }
  // Vega writes into what it is given, so it gets copies.
  const copy = (value) => JSON.parse(JSON.stringify(value));
  const coloured = (spec, theme) => JSON.parse(
    JSON.stringify(spec).replace(/"@(\w+)"/g, (_whole, name) => JSON.stringify(data.colours[theme][name])));
  async function draw() {
    const theme = dark.matches ? "dark" : "light";
    for (const name of data.charts) {
      const place = $("chart-" + name);
      const spec = { ...coloured(data.specs[`${name}/${language}`], theme), datasets: copy(data.datasets) };
      const config = copy(data.themes[theme]);
      config.axisY.labelLimit = slim.matches ? 104 : 300;
      if (views[name]) views[name].finalize();
      views[name] = await window.vegaEmbed(place, spec, {
        mode: "vega-lite", renderer: "svg", ast: true, actions: false, defaultStyle: false,
        config, tooltip: showTip,
      });
      views[name].view.addEventListener("click", (_event, item) => {
        const k = item && item.datum ? item.datum.k : undefined;
        if (Number.isInteger(k)) openArticle(k, true);
        else if (item && item.datum && item.datum.pick) listGroup(item.datum.pick);
      });
      reachable(place);
    }
    root.dataset.drawn = `${language}/${theme}`;
  }
  // The points that lead to articles, for those who use no pointer.
  function reachable(place) {
    for (const node of place.querySelectorAll("[class*=picks] path")) {
      const row = node.__data__ && node.__data__.datum;
      if (!row || !row.pick) continue;
      const [head, ...lines] = describe(row).filter(Boolean);
      node.setAttribute("tabindex", "0");
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", [head, ...lines].join(". "));
      node.addEventListener("focus", () => {
        const box = node.getBoundingClientRect();
        showTip(null, { pageX: box.right + window.scrollX, pageY: box.bottom + window.scrollY }, { datum: row }, true);
      });
      node.addEventListener("blur", () => { tip.hidden = true; });
      node.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        listGroup(row.pick);
      });
    }
  }
  let drawing = Promise.resolve();
  const redraw = () => { drawing = drawing.then(draw, draw); return drawing; };

  // ---- articles
  function meter(article) {
    const track = make("span", { class: "track", "aria-hidden": "true" });
    const at = (score) => ((score + 1) / 2) * 100 + "%";
    if (article.low !== null) {
      const reach = make("span", { class: "reach" });
      reach.style.left = at(article.low);
      reach.style.width = ((article.high - article.low) / 2) * 100 + "%";
      track.append(reach);
    }
    const spot = make("span", { class: "spot" });
    spot.style.left = at(article.score);
    track.append(spot);
    const tone = lean(article.score);
    return make("span", { class: `meter ${tone}`, title: interval(article) || null }, track,
      make("span", { class: "value" }, `${SIGNS[tone]} ${signed(article.score)}`));
  }
  function about(article) {
    const parts = [article.outlet || words("js_no_outlet"), day(article),
      words("js_sentences", { n: count(article.n_sentences) })];
    if (article.n_comments) {
      parts.push(words("js_comments", { n: count(article.n_comments) }),
        words("js_gap", { gap: signed(article.gap) }));
    }
    const labelled = [...(article.sentences || []), ...article.comments.flat()].filter((row) => row.length > 4);
    if (labelled.length) {
      const wrong = labelled.filter((row) => row[0] !== row[4]).length;
      parts.push(words("js_gold_count", { n: count(labelled.length), wrong: count(wrong) }));
    }
    return parts.join(" · ");
  }
  let serial = 0;
  function sentence(row) {
    const [place, shares, pieces, terms, gold] = row;
    const id = "why-" + ++serial, tone = side(place);
    const text = make("p", { dir: "auto", lang: "id" },
      make("span", { class: "unseen", lang: language }, label(place) + ": "));
    for (const piece of pieces) {
      if (typeof piece === "string") { text.append(piece); continue; }
      const [part, force] = piece;
      const mark = make("mark", { class: force < 0 ? "minus" : "plus",
        title: `${part}: ${signed(force)} ${words("js_toward", { label: label(force < 0 ? data.labels.length - 1 : 0) })}` }, part);
      mark.style.setProperty("--force", Math.min(1, Math.abs(force) / data.strongest).toFixed(2));
      text.append(mark);
    }
    const odds = make("span", { class: "odds", "aria-hidden": "true" });
    const list = make("dl");
    shares.forEach((share, k) => {
      const bar = make("i", { class: "o-" + side(k) });
      bar.style.width = share * 100 + "%";
      odds.append(bar);
      list.append(make("dt", null, `${SIGNS[side(k)]} ${label(k)}`), make("dd", null, percent(share)));
    });
    if (terms.length) {
      list.append(make("dt", null, words("js_drivers")),
        make("dd", { dir: "auto" }, terms.map(([part, force]) => `${part} ${signed(force)}`).join(" · ")));
    }
    return make("li", { class: `sentence is-${tone}`, tabindex: "0", "aria-describedby": id },
      make("span", { class: "sign", "aria-hidden": "true" }, SIGNS[tone]),
      make("div", null, text, goldLabel(place, gold)), odds,
      make("div", { class: "why", id, role: "tooltip" }, list));
  }
  function goldLabel(place, gold) {
    if (gold === undefined) return null;
    const said = words("js_gold", { label: `${SIGNS[side(gold)]} ${label(gold)}` });
    const beside = gold === place ? `✓ ${words("js_gold_right")}`
      : `≠ ${words("js_gold_wrong", { label: label(place) })}`;
    return make("span", { class: gold === place ? "gold" : "gold is-wrong" }, `${said} · ${beside}`);
  }
  const sentences = (rows) => make("ol", { class: "sentences" }, ...rows.map(sentence));
  function fill(panel, article) {
    const inside = make("div", { class: "inside" });
    if (article.trained_on) inside.append(make("p", { class: "hint" }, words("js_trained_on")));
    if (article.duplicate_of) inside.append(make("p", { class: "hint" }, words("js_duplicate")));
    if (article.url) {
      inside.append(make("p", { class: "hint" },
        make("a", { href: article.url, rel: "noreferrer noopener" }, words("js_original"))));
    }
    if (!article.sentences) inside.append(make("p", { class: "hint" }, words("js_not_embedded")));
    else inside.append(sentences(article.sentences));
    if (article.comments.length) {
      const block = make("div", { class: "comments" },
        make("h4", null, words("js_comments_heading") + " · "
          + words("js_score", { score: signed(article.comments_score) })));
      article.comments.forEach((rows, k) => {
        const mean = rows.reduce((sum, row) => sum + row[1][0] - row[1].at(-1), 0) / rows.length;
        block.append(make("div", { class: "comment" },
          make("p", { class: "by" }, `${words("js_comment", { n: k + 1 })} · ${signed(mean)}`),
          sentences(rows)));
      });
      inside.append(block);
    }
    panel.append(inside);
  }
  function panelOf(k) {
    const article = data.articles[k];
    const panel = make("details", { class: "article", id: "a" + k },
      make("summary", null,
        make("span", null,
          make("span", { class: "name", dir: "auto", lang: "id" }, article.title || words("js_no_title")),
          make("span", { class: "about" }, about(article))),
        meter(article)));
    panel.addEventListener("toggle", () => {
      if (panel.open && !panel.querySelector(".inside")) fill(panel, article);
    });
    return panel;
  }
  const haystacks = new Map();
  function haystack(k) {
    if (!haystacks.has(k)) {
      const article = data.articles[k];
      const rows = [...(article.sentences || []), ...article.comments.flat()];
      const text = rows.map((row) => row[2].map((piece) => (typeof piece === "string" ? piece : piece[0])).join(""));
      haystacks.set(k, [article.title, article.outlet, ...text].join("\n").toLowerCase());
    }
    return haystacks.get(k);
  }
  const date = (k) => data.articles[k].published || "";
  const ORDERS = {
    date: (a, b) => (date(a) || "9").localeCompare(date(b) || "9") || a - b,
    recent: (a, b) => date(b).localeCompare(date(a)) || a - b,
    first: (a, b) => data.articles[b].score - data.articles[a].score || a - b,
    last: (a, b) => data.articles[a].score - data.articles[b].score || a - b,
    gap: (a, b) => Math.abs(data.articles[b].gap ?? 0) - Math.abs(data.articles[a].gap ?? 0) || a - b,
  };
  function search() {
    const wanted = $("find-text").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const outlet = $("find-outlet").value, year = $("find-year").value, talk = $("find-comments").checked;
    matching = data.articles.map((_article, k) => k).filter((k) => {
      const article = data.articles[k];
      return (!outlet || (outlet === NOWHERE ? !article.outlet : article.outlet === outlet))
        && (!year || (article.published || "").slice(0, 4) === year)
        && (!talk || article.n_comments > 0)
        && wanted.every((word) => haystack(k).includes(word));
    }).sort(ORDERS[$("find-sort").value]);
    shown = STEP;
    list();
  }
  function list() {
    const open = [...document.querySelectorAll(".article[open]")].map((panel) => panel.id);
    $("article-list").replaceChildren(...matching.slice(0, shown).map(panelOf));
    for (const id of open) if ($(id)) $(id).open = true;
    $("found").textContent = matching.length
      ? words("js_found", { n: count(matching.length), all: count(data.articles.length) })
      : words("js_none_found");
    const rest = matching.length - shown;
    $("more").hidden = rest <= 0;
    $("more").textContent = words("js_more", { n: count(Math.min(STEP, rest)) });
  }
  // The articles behind a point of a chart: of its year or outlet, and where comments are compared
  // only those that have some.
  function listGroup(pick) {
    $("find-text").value = "";
    $("find-year").value = pick.year || "";
    $("find-outlet").value = pick.outlet || "";
    $("find-comments").checked = Boolean(pick.comments);
    tip.hidden = true;
    search();
    $("finder").scrollIntoView({ block: "start" });
    $("found").focus({ preventScroll: true });
  }
  function openArticle(k, move) {
    if (!data.articles[k]) return;
    if (!matching.includes(k)) {
      $("find-text").value = $("find-outlet").value = $("find-year").value = "";
      $("find-comments").checked = false;
      search();
    }
    const place = matching.indexOf(k);
    if (place >= shown) { shown = Math.ceil((place + 1) / STEP) * STEP; list(); }
    const panel = $("a" + k);
    panel.open = true;
    if (!panel.querySelector(".inside")) fill(panel, data.articles[k]);
    if (move) {
      history.replaceState(null, "", "#a" + k);
      panel.scrollIntoView({ block: "start" });
      panel.querySelector("summary").focus({ preventScroll: true });
    }
  }
  function follow() {
    const found = /^#a(\d+)$/.exec(location.hash);
    if (found) openArticle(Number(found[1]), true);
  }
  function choices(id, values, all) {
    const chosen = $(id).value;
    $(id).replaceChildren(...(all ? [make("option", { value: "" }, words(all))] : []),
      ...values.map(([value, text]) => make("option", { value }, text)));
    if (chosen) $(id).value = chosen;
  }
  function fillFinder() {
    const distinct = (values) => [...new Set(values.filter(Boolean))].sort().map((value) => [value, value]);
    const nowhere = data.articles.some((a) => !a.outlet) ? [[NOWHERE, words("js_no_outlet")]] : [];
    choices("find-outlet", [...distinct(data.articles.map((a) => a.outlet)), ...nowhere], "js_all_outlets");
    choices("find-year", distinct(data.articles.map((a) => (a.published || "").slice(0, 4))), "js_all_years");
    choices("find-sort", Object.keys(ORDERS)
      .filter((order) => order !== "gap" || data.articles.some((a) => a.n_comments))
      .map((order) => [order, words("js_sort_" + order)]));
  }

  // ---- language
  function speak(next) {
    language = next;
    root.lang = next;
    document.title = data.titles[next];
    for (const button of document.querySelectorAll("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === next));
    }
    for (const node of document.querySelectorAll("[data-label-id]")) {
      node.setAttribute("aria-label", node.getAttribute("data-label-" + next));
    }
    if (data.articles.length) { fillFinder(); list(); }
    return redraw();
  }
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => {
      try { localStorage.setItem("stance-language", button.dataset.language); } catch { /* not kept */ }
      speak(button.dataset.language);
    });
  }
  let kept = null;
  try { kept = localStorage.getItem("stance-language"); } catch { /* not kept */ }
  if (data.articles.length) {
    fillFinder();
    search();
    for (const id of ["find-outlet", "find-year", "find-sort", "find-comments"]) $(id).addEventListener("change", search);
    $("find-text").addEventListener("input", search);
    $("more").addEventListener("click", () => {
      const next = shown;
      shown += STEP;
      list();
      document.querySelectorAll(".article > summary")[next].focus();
    });
  }
  dark.addEventListener("change", redraw);
  slim.addEventListener("change", redraw);
  window.addEventListener("hashchange", follow);
  speak(data.titles[kept] ? kept : language).then(follow);
})();
