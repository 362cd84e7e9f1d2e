// Says what the numbers propose while the value is typed, and chooses that verdict until somebody has chosen one.

const PARTLY_FROM = 0.1;

export default function outcome(form) {
  const [baseline, target] = [Number(form.dataset.baseline), Number(form.dataset.target)];
  const field = form.querySelector('[name="value"]');
  const says = form.querySelector("[data-says]");
  const verdicts = [...form.querySelectorAll('[name="verdict"]')];
  let chosen = verdicts.some((one) => one.checked) && field.value !== "";
  verdicts.forEach((one) => one.addEventListener("change", () => (chosen = true)));
  field.addEventListener("input", () => {
    const verdict = proposed(baseline, target, field.value);
    says.textContent = verdict ? says.getAttribute(`data-text-${verdict.replaceAll("_", "-")}`) : "";
    if (!chosen) verdicts.forEach((one) => (one.checked = one.value === verdict));
  });
}

// The same rule as in portal/outcomes/verdicts.py.
function proposed(baseline, target, typed) {
  const plain = typed.replaceAll(/\s/g, "").replace(",", ".").replace("−", "-").replace(/(\d)\D+$/, "$1");
  const value = Number(plain);
  if (plain === "" || Number.isNaN(value) || baseline === target) return null;
  const share = (value - baseline) / (target - baseline);
  if (share >= 1) return "reached";
  return share >= PARTLY_FROM ? "partly" : "not_reached";
}
