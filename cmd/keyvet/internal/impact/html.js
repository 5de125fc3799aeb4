// The filter. Without it all of the page is visible. What is chosen stands in
// the address, so that it can be handed on: #loss=T4&purpose=totp-secret&key=x
(function () {
	'use strict';
	var form = document.getElementById('filter');
	if (!form) return;
	var fields = {
		key: document.getElementById('f-key'),
		purpose: document.getElementById('f-purpose'),
		loss: document.getElementById('f-loss')
	};
	var shown = document.getElementById('shown');
	var marked = Array.from(document.querySelectorAll('[data-key]'));
	var drawn = Array.from(document.querySelectorAll('[data-of]'));
	var texts = new Map(); // what is searched, by key
	marked.forEach(function (el) {
		var id = el.dataset.key;
		texts.set(id, (texts.get(id) || '') + ' ' + el.textContent.toLowerCase());
	});
	document.documentElement.classList.add('js');

	function apply() {
		var words = fields.key.value.toLowerCase().split(/\s+/).filter(Boolean);
		var purpose = fields.purpose.value, loss = fields.loss.value;
		var visible = new Set();
		marked.forEach(function (el) {
			var id = el.dataset.key;
			var ok = (!loss || el.dataset.loss === loss) &&
				(!purpose || el.dataset.purposes.split(' ').includes(purpose)) &&
				words.every(function (w) { return texts.get(id).includes(w); });
			el.hidden = !ok;
			if (ok) visible.add(id);
		});
		drawn.forEach(function (el) {
			el.classList.toggle('dim', !el.dataset.of.split(' ').some(function (id) { return visible.has(id); }));
		});
		var on = words.length > 0 || purpose || loss;
		form.classList.toggle('on', Boolean(on));
		shown.textContent = on ? 'Only ' + visible.size + ' of ' + shown.dataset.all + ' keys are shown.' : '';
	}

	function write() {
		var state = new URLSearchParams();
		Object.keys(fields).forEach(function (name) {
			if (fields[name].value) state.set(name, fields[name].value);
		});
		try {
			history.replaceState(null, '', '#' + state);
		} catch (e) {
			// A page that has no address of its own keeps its filter to itself.
		}
	}

	// An address names a filter, or a part of the page, which has to be visible.
	function read() {
		var hash = location.hash.slice(1);
		if (/^(key|purpose|loss)=/.test(hash)) {
			var state = new URLSearchParams(hash);
			Object.keys(fields).forEach(function (name) { fields[name].value = state.get(name) || ''; });
		} else {
			var target = hash && document.getElementById(hash);
			if (target && target.hidden) {
				Object.keys(fields).forEach(function (name) { fields[name].value = ''; });
				apply();
				target.scrollIntoView();
			}
		}
		apply();
	}

	form.addEventListener('input', function () { apply(); write(); });
	form.addEventListener('submit', function (e) { e.preventDefault(); });
	form.addEventListener('reset', function () { setTimeout(function () { apply(); write(); }); });
	window.addEventListener('hashchange', read);
	read();
})();
