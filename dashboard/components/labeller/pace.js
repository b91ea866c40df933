// How many texts a minute, over the last ten minutes.
import { recall, remember, session } from "./storage.js";

const WINDOW = 10 * 60 * 1000;
const PLACE = "labeller-pace";
const ENOUGH = 5; // fewer say nothing

export class Pace {
  constructor() {
    this.times = recall(session, PLACE, []);
  }

  count() {
    this.times = [...this.times, Date.now()].filter((time) => Date.now() - time < WINDOW);
    remember(session, PLACE, this.times);
  }

  uncount() {
    this.times.pop();
  }

  get words() {
    const recent = this.times.filter((time) => Date.now() - time < WINDOW);
    if (recent.length < ENOUGH) return "";
    const minutes = Math.max(1, (Date.now() - recent[0]) / 60000);
    return `about ${Math.round(recent.length / minutes) || 1} a minute`;
  }
}
