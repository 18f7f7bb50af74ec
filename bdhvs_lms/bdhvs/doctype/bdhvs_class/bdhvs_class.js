frappe.ui.form.on("BDHVS Class", {
	refresh(frm) {
		const open = () =>
			frappe
				.call("bdhvs_lms.province.class_pages.address", { code: frm.doc.name })
				.then(({ message }) => window.open(message));
		frm.add_custom_button(__("Open the class"), open).addClass("btn-primary");
		if (!frm.doc.closed) frm.add_custom_button(__("From an Excel file"), () => bring_list(frm));
	},
});

// The file stays in the browser: it is sent to be looked at, and once more to be written or copied.
function bring_list(frm) {
	const escape = frappe.utils.escape_html;
	const dialog = new frappe.ui.Dialog({
		title: __("From an Excel file"),
		size: "large",
		fields: [
			{ fieldname: "file", fieldtype: "HTML" },
			{ fieldname: "told", fieldtype: "HTML" },
		],
		primary_action_label: __("Look at the list"),
		primary_action: () => look(),
		secondary_action_label: __("Download the corrected copy (.xlsx)"),
		secondary_action: () => copy(),
	});
	dialog.fields_dict.file.$wrapper.html(
		`<label>${__("The list, as you have it (.xlsx or .csv, at most 5 MB)")}
		<input type="file" class="d-block mt-2" accept=".xlsx,.csv"></label>`
	);
	const told = dialog.fields_dict.told.$wrapper;
	const input = dialog.fields_dict.file.$wrapper.find("input")[0];
	const begin = () => {
		told.empty();
		dialog.set_primary_action(__("Look at the list"), look);
		dialog.get_secondary_btn().addClass("hide");
	};
	input.addEventListener("change", begin);
	begin();
	dialog.show();

	async function send(method) {
		if (!input.files.length) return frappe.msgprint(__("Choose a file first."));
		const body = new FormData();
		body.append("code", frm.doc.name);
		body.append("file", input.files[0]);
		const answer = await fetch(`/api/method/bdhvs_lms.province.class_lists.${method}`, {
			method: "POST",
			body,
			headers: { "X-Frappe-CSRF-Token": frappe.csrf_token, Accept: "application/json" },
		});
		if (answer.ok) return answer;
		const said = await answer.json().catch(() => ({}));
		const messages = JSON.parse(said._server_messages || "[]").map((one) => JSON.parse(one).message);
		frappe.msgprint({ message: messages.join("<br>") || escape(answer.statusText), indicator: "red" });
	}

	async function look() {
		const answer = await send("look");
		if (!answer) return;
		const { message } = await answer.json();
		told.html(table(message));
		dialog.get_secondary_btn().removeClass("hide");
		if (message.button) dialog.set_primary_action(message.button, write);
	}

	async function write() {
		const answer = await send("write");
		if (!answer) return;
		const { message } = await answer.json();
		dialog.hide();
		frappe.show_alert({ message: message.said, indicator: "green" });
		frm.reload_doc();
	}

	async function copy() {
		const answer = await send("copy");
		if (!answer) return;
		const link = document.createElement("a");
		link.href = URL.createObjectURL(await answer.blob());
		link.download = `danh-sach-${frm.doc.name}.xlsx`;
		link.click();
		URL.revokeObjectURL(link.href);
	}

	function table({ said, rows, more }) {
		const color = { taken: "green", refused: "red", passed_over: "gray" };
		const line = (row) =>
			`<tr><td>${row.sheet}</td><td>${row.row}</td><td>${escape(row.name || "–")}</td><td>${escape(row.birth)}</td>
			<td><span class="indicator ${color[row.outcome]}">${escape(row.state)}</span></td><td>${escape(row.why)}</td></tr>`;
		const heads = [__("Sheet"), __("Row"), __("Full name"), __("Year of birth"), __("Outcome"), __("Why")];
		return `<p class="mt-3"><b>${escape(said)}</b></p>
			<div style="max-height: 50vh; overflow: auto"><table class="table table-sm">
			<thead><tr>${heads.map((head) => `<th>${head}</th>`).join("")}</tr></thead>
			<tbody>${rows.map(line).join("")}</tbody></table></div>
			<p>${escape(more)}</p>`;
	}
}
