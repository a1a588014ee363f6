// The SQL editor: CodeMirror behind a small interface. Python gives `data`, see sql_editor.py;
// the editor tells `edited` (the text, when typing pauses) and `run` (text, selection, where).
import { autocompletion, closeCompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { duckdb, formatDialect } from "sql-formatter";
import { language } from "./words.js";

const PAUSE_MS = 500;
const kept = new WeakMap(); // the editor of each place on a page, across reruns

const look = EditorView.theme({
  "&": { color: "var(--st-text-color)", backgroundColor: "var(--st-background-color)",
    border: "1px solid var(--st-border-color)", borderRadius: "4px", fontSize: "14px" },
  "&.cm-focused": { outline: "2px solid var(--st-primary-color)", outlineOffset: "-1px" },
  ".cm-scroller": { fontFamily: "var(--st-code-font, monospace)", lineHeight: "1.5",
    minHeight: "9.5rem", maxHeight: "26rem", overflow: "auto" },
  ".cm-content": { caretColor: "var(--st-text-color)" },
  ".cm-cursor": { borderLeftColor: "var(--st-text-color)" },
  ".cm-gutters": { color: "var(--faint)", border: "none",
    backgroundColor: "var(--st-secondary-background-color)" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--st-text-color)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { backgroundColor: "rgba(92, 179, 230, 0.32)" },
  ".cm-tooltip": { color: "var(--st-text-color)", border: "1px solid var(--st-border-color)",
    backgroundColor: "var(--st-secondary-background-color)", maxWidth: "min(36rem, 92vw)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]":
    { color: "#ffffff", backgroundColor: "#0b5c8a" },
  ".cm-completionDetail": { opacity: 0.85, marginLeft: "0.8em" },
  ".cm-completionInfo": { padding: "0.3rem 0.5rem" },
  ".cm-diagnostic": { whiteSpace: "pre-wrap" },
});
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--keyword)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--number)" },
  { tag: [tags.lineComment, tags.blockComment], color: "var(--faint)", fontStyle: "italic" },
  { tag: [tags.typeName, tags.standard(tags.name), tags.special(tags.name)], color: "var(--named)" },
]);

function isDark(place) {
  const probe = document.createElement("span");
  probe.style.color = "var(--st-background-color)";
  place.append(probe);
  const [red, green, blue] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number);
  probe.remove();
  return red * 0.3 + green * 0.6 + blue * 0.1 < 128;
}

// A place given as line and column, both from 1, in characters as Python counts them.
function offset(doc, line, column) {
  if (line < 1 || line > doc.lines) return doc.length;
  const found = doc.line(line);
  const before = Array.from(found.text).slice(0, Math.max(0, column - 1)).join("");
  return Math.min(found.from + before.length, found.to);
}

function mark(view, error) {
  const problems = [];
  if (error) {
    const { doc } = view.state;
    let from = offset(doc, error.line, error.column);
    let to = offset(doc, error.line, error.column + error.length);
    if (to <= from) [from, to] = [Math.max(0, from - 1), Math.min(doc.length, from + 1)];
    problems.push({ from, to, severity: "error", message: error.message });
  }
  view.dispatch(setDiagnostics(view.state, problems));
}

class Editor {
  constructor(component, box) {
    this.timer = 0;
    this.calls = 0;
    this.known = null; // the last of each counter in `data`
    this.words = new Compartment();
    this.listen(component);
    const run = () => (this.run(), true);
    this.view = new EditorView({
      parent: box,
      root: box.getRootNode(),
      state: EditorState.create({
        doc: component.data.text,
        extensions: [
          Prec.highest(keymap.of([{ key: "Mod-Enter", run }, { key: "Ctrl-Enter", run },
            { key: "Shift-Alt-f", run: () => this.arrange() }])),
          lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(),
          highlightActiveLine(), lintGutter(), look, syntaxHighlighting(colours),
          autocompletion({ icons: false, maxRenderedOptions: 60 }),
          // Escape and then Tab leaves: CodeMirror lets the next Tab go once Escape was pressed.
          keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap,
            ...historyKeymap, indentWithTab]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": component.data.label,
            "aria-description": component.data.help, spellcheck: "false" }),
          this.words.of([]),
          EditorView.updateListener.of((update) => update.docChanged && this.typed()),
          EditorView.domEventHandlers({ blur: () => this.left() }),
        ],
      }),
    });
    this.known = { ...component.data, words: null };
    this.show(component.data);
  }

  listen(component) {
    this.tell = component.setTriggerValue;
  }

  typed() {
    this.stopped();
    this.timer = setTimeout(() => this.left(), PAUSE_MS);
  }

  arrange() {
    const { view } = this;
    const text = view.state.doc.toString();
    let arranged;
    try {
      arranged = formatDialect(text, { dialect: duckdb, tabWidth: 4, keywordCase: "lower",
        functionCase: "lower", expressionWidth: 90, paramTypes: { named: ["$"] } });
    } catch {
      return true; // what cannot be read stays as it is; running it says why
    }
    view.dispatch({ changes: { from: 0, to: text.length, insert: `${arranged}\n` } });
    view.focus();
    return true;
  }

  left() { // so that a button pressed next sees the newest text
    if (!this.timer) return;
    this.stopped();
    this.tell("edited", this.view.state.doc.toString());
  }

  stopped() {
    clearTimeout(this.timer);
    this.timer = 0;
  }

  run() {
    this.stopped();
    closeCompletion(this.view);
    const { doc, selection } = this.view.state;
    const { from, to } = selection.main;
    const start = doc.lineAt(from);
    this.tell("run", {
      text: doc.toString(),
      selected: from < to ? doc.sliceString(from, to) : "",
      line: start.number - 1,
      column: Array.from(doc.sliceString(start.from, from)).length,
    });
  }

  show(data) {
    const { view, known } = this;
    this.known = data;
    if (known.words !== JSON.stringify(data.words)) {
      view.dispatch({ effects: this.words.reconfigure(language(data.words)) });
    }
    this.known = { ...data, words: JSON.stringify(data.words) };
    if (known.version !== data.version && view.state.doc.toString() !== data.text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: data.text } });
      this.stopped(); // Python knows this text already
    }
    if (data.insert && data.insert.number > (known.insert?.number ?? 0)) {
      view.dispatch(view.state.replaceSelection(data.insert.text));
      view.focus();
    }
    if (data.format > known.format) this.arrange();
    if (JSON.stringify(known.error) !== JSON.stringify(data.error) || data.error) {
      mark(view, data.error);
    }
  }
}

export default function (component) {
  const place = component.parentElement;
  const box = place.querySelector(".editor");
  box.classList.toggle("dark", isDark(box));
  let editor = kept.get(place);
  if (editor) {
    editor.listen(component);
    editor.show(component.data);
  } else {
    editor = new Editor(component, box);
    kept.set(place, editor);
  }
  const call = ++editor.calls;
  return () => {
    if (call !== editor.calls) return; // an overtaken call is cleaned up too; the editor stays
    kept.delete(place);
    editor.stopped();
    editor.view.destroy();
  };
}
