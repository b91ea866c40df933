// Times what a person sees: from a press to the end of the frame in which its result is drawn.
{
  const MODIFIERS = new Set(["Control", "Shift", "Alt", "Meta"]);
  const PATIENCE = 20_000;

  const find = (selector) => document.querySelector(selector);
  const field = () => find(".st-key-text textarea");
  const approve = () => find('[class*="st-key-approve-"] button:not(:disabled)');
  const notice = () => find(".st-key-bar")?.textContent ?? "";
  const heading = () => find(".st-key-answer h3")?.textContent ?? "No answer";
  const isReady = () => field() !== null && document.activeElement === field();

  const labels = () => [...document.querySelectorAll(".st-key-labels button")];

  const SEEN = {
    ready: isReady,
    answer: () =>
      approve() !== null && !heading().startsWith("No answer") && labels().every((label) => !label.disabled),
    saved: (before) =>
      notice().includes("Saved:") && notice() !== before && isReady() && field().value === "",
  };

  const pressed = () => new Promise((resolve) => {
    const listening = new AbortController();
    const begin = (event) => {
      if (MODIFIERS.has(event.key)) return;
      listening.abort();
      resolve(event.timeStamp);
    };
    for (const type of ["pointerdown", "keydown"])
      addEventListener(type, begin, { capture: true, signal: listening.signal });
  });

  const frame = () => new Promise(requestAnimationFrame);
  // Callbacks of a frame run before it is drawn, and the next task after.
  const drawn = () => new Promise((resolve) => setTimeout(resolve));

  async function seen(what, before, since) {
    while (!SEEN[what](before)) {
      if (performance.now() - since > PATIENCE) throw new Error(`not seen in 20 s: ${what}`);
      await frame();
    }
    await drawn();
    return performance.now() - since;
  }

  window.stopwatch = {
    untilSeen: (what) => seen(what, "", performance.now()),
    arm(what) {
      const before = notice();
      this.elapsed = pressed().then((since) => seen(what, before, since));
    },
  };
}
