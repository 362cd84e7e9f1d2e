// The full page of results: which place was opened is told, so that editors see where clicks fall.

import { keepCounted, keepWords } from "./search-kept.js";
import { tell } from "./search-told.js";

export default function searchPage(place) {
  const words = place.dataset.searchPage;
  keepWords(words);
  keepCounted(words); // the server has counted it
  const open = ({ target }) => {
    const link = target.closest("a[data-rank]");
    if (link) tell(place.dataset.told, words, { rank: Number(link.dataset.rank) });
  };
  place.addEventListener("click", open);
  place.addEventListener("auxclick", open);
}
