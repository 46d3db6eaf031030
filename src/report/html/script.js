// What a script adds to the page: search, sorting, folding, copying. The page is whole without it.
(function () {
	'use strict';
	var all = function (what, in_) { return Array.prototype.slice.call((in_ || document).querySelectorAll(what)); };
	var input = document.getElementById('column-search'), found = document.getElementById('column-found');
	var fold = document.getElementById('fold-all');

	// Show what is within folded parts.
	function unfold(element) {
		for (var e = element; e; e = e.parentElement)
			if (e.tagName === 'DETAILS')
				e.open = true;
	}
	function goto() {
		var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
		if (!target)
			return;
		unfold(target);
		if (target.classList.contains('column'))
			unfold(target.querySelector('summary'));
		target.scrollIntoView();
	}
	window.addEventListener('hashchange', goto);

	function search() {
		var word = input.value.toLowerCase(), n = 0;
		all('#columns-index tbody tr, section.column').forEach(function (e) {
			var is = e.getAttribute('data-name').toLowerCase().indexOf(word) >= 0;
			e.hidden = !is;
			n += is && e.tagName === 'TR';
		});
		all('#columns-index > details').forEach(function (d) {
			var any = d.querySelector('tbody tr:not([hidden])');
			d.hidden = !any;
			d.open = Boolean(word && any);
		});
		found.textContent = word ? n + (n === 1 ? ' column' : ' columns') : '';
	}
	if (input) {
		input.closest('.search').hidden = false;
		input.addEventListener('input', search);
	}
	if (fold)
		fold.addEventListener('click', function () {
			var cards = all('section.column > details'), open = cards.some(function (d) { return !d.open; });
			cards.forEach(function (d) { d.open = open; });
			fold.textContent = open ? 'Fold all cards' : 'Unfold all cards';
		});

	function key(cell) {
		var v = cell ? cell.getAttribute('data-value') : null;
		return v === null ? (cell ? cell.textContent : '') : v === '' || v === 'null' ? NaN : Number(v);
	}
	function order(a, b) {
		if (typeof a === 'number' && typeof b === 'number')
			return isNaN(a) ? (isNaN(b) ? 0 : -Infinity) : isNaN(b) ? Infinity : a - b;
		return String(a).localeCompare(String(b), undefined, { numeric: true });
	}
	all('table.sortable').forEach(function (table) {
		all('thead th', table).forEach(function (th, i) {
			var button = document.createElement('button');
			button.type = 'button';
			while (th.firstChild)
				button.appendChild(th.firstChild);
			th.appendChild(button);
			button.addEventListener('click', function () {
				var body = table.tBodies[0], was = th.getAttribute('aria-sort');
				// Numbers start with the greatest, texts with the first letter.
				var up = was ? was === 'descending' : !table.querySelector('tbody td:nth-child(' + (i + 1) + ')[data-value]');
				all('th[aria-sort]', table).forEach(function (o) { o.removeAttribute('aria-sort'); });
				th.setAttribute('aria-sort', up ? 'ascending' : 'descending');
				all('tr', body).map(function (tr) { return { tr: tr, key: key(tr.cells[i]) }; }).sort(function (a, b) {
					var o = order(a.key, b.key);
					return up ? o : -o;
				}).forEach(function (r) { body.appendChild(r.tr); });
			});
		});
	});

	function copied(button) {
		button.textContent = 'Copied';
		setTimeout(function () { button.textContent = 'Copy'; }, 1500);
	}
	all('button.copy').forEach(function (button) {
		button.hidden = false;
		button.addEventListener('click', function () {
			var text = button.getAttribute('data-copy');
			var by_hand = function () {
				var range = document.createRange();
				range.selectNodeContents(button.previousElementSibling);
				getSelection().removeAllRanges();
				getSelection().addRange(range);
				if (document.execCommand('copy'))
					copied(button);
			};
			if (navigator.clipboard)
				navigator.clipboard.writeText(text).then(function () { copied(button); }, by_hand);
			else
				by_hand();
		});
	});
	window.addEventListener('beforeprint', function () {
		all('details').forEach(function (d) {
			d.setAttribute('data-was', d.open ? '1' : '');
			d.open = true;
		});
	});
	window.addEventListener('afterprint', function () {
		all('details').forEach(function (d) { d.open = d.getAttribute('data-was') === '1'; });
	});
	goto();
})();
