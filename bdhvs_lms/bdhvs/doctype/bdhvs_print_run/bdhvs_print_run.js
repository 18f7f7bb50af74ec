frappe.ui.form.on("BDHVS Print Run", {
	refresh(frm) {
		const shown = frm.fields_dict.volumes.$wrapper.empty();
		if (frm.is_new()) return;
		frm.disable_save();
		const going = ["Queued", "Printing"].includes(frm.doc.state);
		frm.add_custom_button(__("Print again"), () =>
			frm
				.call({ method: "bdhvs_lms.province.print_runs.again", args: { name: frm.doc.name }, freeze: true })
				.then(() => frm.reload_doc())
		);
		frappe.call("bdhvs_lms.province.print_runs.volumes", { name: frm.doc.name }).then(({ message }) => {
			if (message.length) shown.html(table(message));
			if (going && message.length) show_progress(frm, message);
			frm.set_intro(); // a second one would stand below the first
			if (going && !message.length) frm.set_intro(__("Waiting for a worker of the site."));
		});
		clearTimeout(frm.bdhvs_next);
		if (going) frm.bdhvs_next = setTimeout(() => on_screen(frm) && frm.reload_doc(), 2000);
	},
});

const on_screen = (frm) => cur_frm === frm && frappe.get_route()[2] === frm.doc.name;

function show_progress(frm, volumes) {
	const sum = (some) => some.reduce((total, one) => total + one.asked, 0);
	const ended = volumes.filter((one) => ["Printed", "Failed"].includes(one.state));
	const said = __("{0} of {1} volumes", [ended.length, volumes.length]);
	frm.dashboard.show_progress(__("Papers"), (100 * sum(ended)) / sum(volumes), said);
}

function table(volumes) {
	const escape = frappe.utils.escape_html;
	const heads = [__("Volume"), __("Status"), __("Papers printed"), __("Papers refused"), __("File")];
	const row = (one) => `<tr><td>${one.place}</td><td>${escape(__(one.state))}</td>
		<td class="text-right">${one.papers}</td><td class="text-right">${one.refused}</td><td>${file(one)}</td></tr>`;
	const file = (one) =>
		one.file
			? `<a class="underline" href="${escape(encodeURI(one.file.url))}" download="${escape(one.file.name)}">${escape(one.file.name)}</a>`
			: escape(one.state === "Printed" ? __("Deleted; print again") : one.why || "");
	return `<div class="table-responsive"><table class="table table-bordered"><thead><tr>
		${heads.map((head) => `<th>${head}</th>`).join("")}</tr></thead>
		<tbody>${volumes.map(row).join("")}</tbody></table></div>`;
}
