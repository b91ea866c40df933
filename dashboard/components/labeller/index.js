// The labelling loop. Streamlit calls this each time the dashboard has something to say.
import { Labeller } from "./labeller.js";

const mounted = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  if (!mounted.has(parentElement)) mounted.set(parentElement, new Labeller(parentElement, data));
  const labeller = mounted.get(parentElement);
  labeller.receive(data, (message) => setTriggerValue("outbox", message));
  return () => {
    mounted.delete(parentElement);
    labeller.leave();
  };
}
