// Fetches the figure chosen and draws it; the words change with it.
const held = JSON.parse(document.getElementById("indicators").textContent);
const place = (id) => document.getElementById(id);
let drawn;

function offer() {
  const kept = place("indicator").value;
  const options = Object.entries(held[place("edition").value]);
  place("indicator").replaceChildren(...options.map(([id, name]) => new Option(name, id, false, id === kept)));
}

async function draw() {
  const answer = await fetch(`${PAGE}-${place("edition").value}-${place("indicator").value}.json`);
  const figure = await answer.json();
  for (const part of ["title", "subtitle", "finding", "source"]) place(part).textContent = figure[part];
  place("notes").replaceChildren(...figure.notes.map((text) => Object.assign(document.createElement("small"), {textContent: text})));
  drawn?.finalize();
  drawn = await vegaEmbed("#figure", figure.spec, {actions: false, renderer: "svg"});
}

place("edition").addEventListener("change", () => { offer(); draw(); });
place("indicator").addEventListener("change", draw);
offer();
draw();
