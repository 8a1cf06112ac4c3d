// What our stories hold beyond text: figures, the cards of rumours, “leggi anche”, the source of a quote.
import { Blockquote as PlainBlockquote, Extension, Node, Plugin, crel, mergeAttributes } from "django-prose-editor/editor";

const tools = document.getElementById("body-tools");
const words = tools?.dataset ?? {};
// What things are called: told by the server for those in the text, and by the lists for those that are chosen.
const known = new Map(Object.entries(JSON.parse(document.getElementById("body-known")?.textContent || "{}")));

// Choosing from a list, by keyboard as by mouse.

class Picker {
  constructor(kind) {
    this.kind = kind;
    this.search = crel("input", { type: "search", id: `pick-${kind}`, autocomplete: "off" });
    this.list = crel("ul", { className: "choices" });
    this.status = crel("p", { role: "status" });
    this.more = crel("button", { type: "button", className: "button", textContent: words.more, hidden: true });
    const close = crel("button", { type: "button", className: "button", textContent: words.close });
    const label = crel("label", { htmlFor: this.search.id, textContent: words.search });
    const title = crel("h2", { id: `pick-${kind}-title`, textContent: words[kind] });
    this.dialog = crel("dialog", { className: "pick", "aria-labelledby": title.id }, [title, label, this.search, this.status, this.list, this.more, close]);
    document.body.append(this.dialog);
    close.addEventListener("click", () => this.dialog.close());
    this.more.addEventListener("click", () => this.read(this.page + 1));
    this.search.addEventListener("input", () => this.soon());
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("close", () => this.resolve?.(null));
  }

  choose() {
    return new Promise((resolve) => {
      this.resolve = resolve;
      this.search.value = "";
      this.dialog.showModal();
      this.read(1);
    });
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.read(1), 250);
  }

  async read(page) {
    const turn = (this.turn = (this.turn || 0) + 1);
    const address = `${words[`${this.kind}Url`]}?q=${encodeURIComponent(this.search.value)}&page=${page}`;
    try {
      const response = await fetch(address);
      if (!response.ok) throw new Error(response.status);
      const { results, more, next } = await response.json();
      if (turn === this.turn) this.print(results, Boolean(more || next), page);
    } catch {
      this.status.textContent = words.failed;
    }
  }

  print(results, more, page) {
    this.page = page;
    const rows = results.map((one) => this.row(one));
    if (page === 1) this.list.replaceChildren(...rows);
    else this.list.append(...rows);
    if (page > 1) rows[0]?.firstChild.focus();
    this.more.hidden = !more;
    const number = this.list.children.length;
    this.status.textContent = number ? `${words.results}: ${number}${more ? "+" : ""}` : words.none;
  }

  row({ id, title, detail = "", thumbnail = "", alt = "" }) {
    const button = crel("button", { type: "button" }, [crel("strong", { textContent: title }), ` ${detail || alt}`]);
    if (thumbnail) button.prepend(crel("img", { src: thumbnail, alt: "", width: 60, height: 60, loading: "lazy" }));
    button.addEventListener("click", () => {
      known.set(`${this.kind}:${id}`, { title, detail: detail || alt, thumbnail });
      const done = this.resolve;
      this.resolve = null;
      this.dialog.close();
      done(String(id));
    });
    return crel("li", {}, [button]);
  }

  key(event) {
    // Enter in the search must not save the form beneath, nor Escape be taken for one in the text.
    event.stopPropagation();
    if (event.key === "Enter" && event.target === this.search) {
      event.preventDefault();
      this.read(1);
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [this.search, ...this.list.querySelectorAll("button")];
    stops[Math.max(0, stops.indexOf(document.activeElement) + step)]?.focus();
  }
}

const pickers = {};

async function insert(editor, kind, made) {
  pickers[kind] ??= new Picker(kind);
  const { selection } = editor.state;
  const key = await pickers[kind].choose();
  // A browser gives the text back its focus, and forgets where in it the cursor was.
  if (selection.$from.doc === editor.state.doc) editor.view.dispatch(editor.state.tr.setSelection(selection));
  editor.view.focus();
  if (key) place(editor, made(key));
}

// After the paragraph, table or card in which the cursor is, and always with a line after it to write on.
function place(editor, node) {
  const { $to, to } = editor.state.selection;
  const after = $to.depth ? $to.after(1) : to;
  editor.chain().focus().insertContentAt(after, [node, { type: "paragraph" }]).run();
  editor.commands.focus(node.content ? after + 1 : after + 2);
}

function item({ menu, buttons }, name, icon, title, command) {
  if (!words[`${name}Url`]) return;
  menu.defineItem({ name: `embed-${name}`, groups: "embeds", button: buttons.material(icon, title), command });
}

// Cards

function nameCard(dom, kind, key) {
  const told = known.get(`${kind}:${key}`);
  dom.className = `embed embed-${kind}`;
  dom.replaceChildren(
    crel("span", { className: "kind", textContent: words[kind] }),
    crel("strong", { textContent: told?.title ?? `n. ${key}` }),
    crel("span", { textContent: told ? told.detail : words.gone }),
  );
}

function card(name, kind, icon) {
  return Node.create({
    name,
    group: "block",
    atom: true,
    draggable: true,
    addAttributes() {
      return {
        key: {
          default: "",
          parseHTML: (element) => element.getAttribute(`data-${kind}`),
          renderHTML: ({ key }) => ({ [`data-${kind}`]: key }),
        },
      };
    },
    parseHTML: () => [{ tag: `div[data-${kind}]` }],
    renderHTML: ({ HTMLAttributes }) => ["div", mergeAttributes(HTMLAttributes)],
    addNodeView: () => ({ node }) => {
      const dom = crel("div", { contentEditable: "false" });
      nameCard(dom, kind, node.attrs.key);
      return { dom };
    },
    addMenuItems(about) {
      item(about, kind, icon, words[kind], (editor) => insert(editor, kind, (key) => ({ type: name, attrs: { key } })));
    },
  });
}

export const RumourCard = card("rumourCard", "rumour", "campaign");
export const ReadAlso = card("readAlso", "article", "read_more");

// The alternative text of a picture in this story; empty, it is the picture's own.
function altField(editor, getPos, value, own) {
  const field = crel("input", { type: "text", className: "embed-alt", value, placeholder: own ?? "", maxLength: 250 });
  field.addEventListener("input", () => editor.view.dispatch(editor.state.tr.setNodeAttribute(getPos(), "alt", field.value)));
  // It stands in the form of the story, which Enter would save.
  field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  return field;
}

export const ImageFigure = Node.create({
  name: "imageFigure",
  group: "block",
  content: "inline*",
  isolating: true,
  draggable: true,
  addAttributes() {
    return {
      key: {
        default: "",
        parseHTML: (element) => element.dataset.image,
        renderHTML: ({ key }) => ({ "data-image": key }),
      },
      alt: {
        default: "",
        parseHTML: (element) => element.dataset.alt ?? "",
        renderHTML: ({ alt }) => (alt ? { "data-alt": alt } : {}),
      },
    };
  },
  parseHTML: () => [{ tag: "figure[data-image]", contentElement: (figure) => figure.querySelector("figcaption") ?? figure }],
  renderHTML: ({ HTMLAttributes }) => ["figure", mergeAttributes(HTMLAttributes), ["figcaption", 0]],
  addNodeView: () => ({ node, editor, getPos }) => {
    const told = known.get(`image:${node.attrs.key}`);
    const alt = altField(editor, getPos, node.attrs.alt, told?.detail);
    const picture = told?.thumbnail
      ? crel("img", { src: told.thumbnail, alt: told.detail ?? "", width: 120, height: 120 })
      : crel("span", { className: "kind", textContent: told?.title ?? `n. ${node.attrs.key}` });
    const contentDOM = crel("figcaption", { "data-caption": words.caption });
    const still = crel("div", { contentEditable: "false" }, [picture]);
    const beneath = crel("label", { contentEditable: "false", className: "kind" }, [words.alt, alt]);
    return {
      dom: crel("figure", { className: "embed embed-image" }, [still, contentDOM, beneath]),
      contentDOM,
      stopEvent: (event) => event.target === alt,
      ignoreMutation: (mutation) => beneath.contains(mutation.target),
      // As one types in it, the field stays.
      update: (changed) => changed.type.name === "imageFigure" && changed.attrs.key === node.attrs.key,
    };
  },
  addKeyboardShortcuts() {
    return { Enter: ({ editor }) => leaveDown(editor, this.name) };
  },
  // A picture that was dropped or pasted into the text, and is uploaded now (pictures.js).
  onCreate({ editor }) {
    editor.view.dom.addEventListener("picture:uploaded", (event) => {
      event.preventDefault();
      const { id, title, alt, thumbnail } = event.detail;
      known.set(`image:${id}`, { title, detail: alt, thumbnail });
      place(editor, { type: this.name, attrs: { key: String(id) }, content: [] });
    });
  },
  addMenuItems(about) {
    const made = (key) => ({ type: this.name, attrs: { key }, content: [] });
    item(about, "image", "image", words.image, (editor) => insert(editor, "image", made));
  },
});

// The source of a quote

// From the caption or the source in which the cursor is to a new line after the block of the text that holds it.
function leaveDown(editor, name) {
  const { $from } = editor.state.selection;
  if ($from.parent.type.name !== name) return false;
  const after = $from.after(1);
  return editor.chain().insertContentAt(after, { type: "paragraph" }).focus(after + 1).run();
}

export const QuoteSource = Node.create({
  name: "quoteSource",
  content: "inline*",
  parseHTML: () => [{ tag: "cite" }],
  renderHTML: () => ["cite", 0],
  addKeyboardShortcuts() {
    return { Enter: ({ editor }) => leaveDown(editor, this.name) };
  },
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "quoteSource",
      groups: "nodes",
      button: buttons.material("record_voice_over", words.source),
      enabled: (editor) => editor.isActive("blockquote"),
      active: (editor) => editor.isActive("quoteSource"),
      command: goToSource,
    });
  },
});

function goToSource(editor) {
  const { $from } = editor.state.selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth);
    if (node.type.name !== "blockquote") continue;
    const end = $from.end(depth);
    if (node.lastChild.type.name === "quoteSource") editor.commands.focus(end - 1);
    else editor.chain().insertContentAt(end, { type: "quoteSource" }).focus(end + 1).run();
    return;
  }
}

export const Blockquote = PlainBlockquote.extend({ content: "block+ quoteSource?" });

// Tab goes on to the next field. In a list it makes a sub-entry and in a table it goes to the next cell: there Escape,
// and then Tab, goes on.
export const LeaveByTab = Extension.create({
  name: "leaveByTab",
  priority: 1000,
  addProseMirrorPlugins() {
    let leaving = false;
    const handleKeyDown = (_view, event) => {
      if (event.key === "Escape") leaving = true;
      else if (event.key !== "Tab" && event.key !== "Shift") leaving = false;
      return false;
    };
    const stop = (view) => {
      const { $from } = view.state.selection;
      for (let depth = $from.depth; depth > 0; depth--) if (["listItem", "table"].includes($from.node(depth).type.name)) return false;
      return true;
    };
    const keydown = (view, event) => {
      if (event.key !== "Tab" || !(leaving || stop(view))) return false;
      leaving = false;
      // Neither the list nor the table hears of it: the browser moves the focus.
      return true;
    };
    return [new Plugin({ props: { handleKeyDown, handleDOMEvents: { keydown, blur: () => ((leaving = false), false) } } })];
  },
  onCreate({ editor }) {
    editor.view.dom.setAttribute("aria-label", words.text ?? "");
    editor.view.dom.setAttribute("role", "textbox");
    editor.view.dom.setAttribute("aria-multiline", "true");
  },
});
