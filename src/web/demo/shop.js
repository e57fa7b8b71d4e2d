// Whatever says data-ask opens the chat.  A command given before the widget
// has come waits in its queue.

window.kundo ??= function (...command) {
  (window.kundo.q ??= []).push(command);
};

for (const button of document.querySelectorAll('[data-ask]')) {
  button.addEventListener('click', () => window.kundo('open'));
}
