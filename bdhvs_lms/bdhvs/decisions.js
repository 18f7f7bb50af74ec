// What the forms and lists share in which staff decide: see province/decisions.py.
frappe.provide("bdhvs.decisions");

Object.assign(bdhvs.decisions, {
	/** Whether the user decides anything; trainers don't. The server asks again, and asks whose people they are. */
	is_staff: () => frappe.user.has_role(["BDHVS Unit Staff", "BDHVS Manager", "System Manager"]),

	is_manager: () => frappe.user.has_role(["BDHVS Manager", "System Manager"]),

	/** Resolves to what the method returned. */
	ask: (method, args) =>
		frappe
			.call({ method: `bdhvs_lms.province.decisions.${method}`, type: "POST", args, freeze: true })
			.then(({ message }) => message),

	/** A table of texts; columns: label → function of a row. */
	table(rows, columns) {
		const escape = (text) => frappe.utils.escape_html(String(text || ""));
		const head = Object.keys(columns).map((label) => `<th>${escape(label)}</th>`);
		const body = rows.map((row) => {
			const cells = Object.values(columns).map((of) => `<td>${escape(of(row))}</td>`);
			return `<tr>${cells.join("")}</tr>`;
		});
		return `<div class="table-responsive"><table class="table table-bordered small">
			<thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
	},

	person_columns: () => ({
		[__("Full name")]: (one) => (one.erased ? __("(erased)") : one.name),
		[__("Birth year")]: (one) => one.birth_year,
		[__("Village")]: (one) => one.village,
		[__("Phone")]: (one) => one.phone,
		[__("Unit")]: (one) => one.unit,
	}),

	way_name: (way) =>
		({ account: __("with an account"), class: __("in class"), self: __("self-declared, not compared") })[way] || way,

	/** Grouped as it is on papers. */
	serial: (bare) => bare.match(/.{1,4}/g).join("-"),

	reason_field: () => ({
		fieldname: "reason",
		fieldtype: "Data",
		label: __("Reason"),
		length: 120,
		reqd: 1,
		description: __("For everybody who checks the paper to read: name no person."),
	}),

	/** Asks, then does: `act` gets the dialog's values; the dialog stays open where the server refuses. */
	dialog({ title, fields, label, act, danger }) {
		const dialog = new frappe.ui.Dialog({
			title,
			fields,
			size: "large",
			primary_action_label: label,
			primary_action(values) {
				dialog.disable_primary_action();
				act(values)
					.then(() => dialog.hide())
					.always(() => dialog.enable_primary_action());
			},
		});
		if (danger) dialog.get_primary_btn().removeClass("btn-primary").addClass("btn-danger");
		dialog.show();
		return dialog;
	},

	/** Shows who completed what, then counts or refuses. done: called when it is written. */
	review(names, counts, done) {
		const shown = 50;
		this.ask("people", { completions: names.slice(0, shown) }).then((people) => {
			const columns = {
				...this.person_columns(),
				[__("Course")]: (one) => one.course,
				[__("Day")]: (one) => frappe.datetime.str_to_user(one.day),
				[__("Way")]: (one) => this.way_name(one.way),
			};
			const more = names.length - people.length;
			const rest = more > 0 ? __("and {0} more", [more]) : "";
			const told = counts
				? __("They count from now on.")
				: __("They don't count, and their papers are revoked for the same reason.");
			const fields = [
				{ fieldtype: "HTML", options: `${this.table(people, columns)}<p>${rest}</p><p>${told}</p>` },
				...(counts ? [] : [this.reason_field()]),
			];
			this.dialog({
				title: counts ? __("Count {0} completions", [names.length]) : __("Refuse {0} completions", [names.length]),
				fields,
				label: counts ? __("Let it count") : __("Refuse"),
				danger: !counts,
				act: ({ reason }) =>
					this.ask(counts ? "count" : "refuse", { completions: names, ...(counts ? {} : { reason }) }).then((said) => {
						this.say_reviewed(said, counts);
						done();
					}),
			});
		});
	},

	say_reviewed({ done, passed, waiting }, counts) {
		const said = [counts ? __("{0} count now.", [done]) : __("{0} were refused.", [done])];
		if (passed) said.push(__("{0} had been decided already and were left.", [passed]));
		if (waiting) {
			const name = "Members waiting for confirmation";
			const report = `<a href="/app/query-report/${encodeURIComponent(name)}">${__(name)}</a>`;
			said.push(__("{0} count once their members are confirmed: {1}", [waiting, report]));
		}
		frappe.msgprint({ message: said.join("<br>"), indicator: done ? "green" : "orange" });
	},
});
