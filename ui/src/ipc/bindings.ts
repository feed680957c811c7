// This file is generated from src-tauri/src/ipc by `cargo xtask bindings`.
import { invoke as __TAURI_INVOKE } from "@tauri-apps/api/core";
import * as __TAURI_EVENT from "@tauri-apps/api/event";

/** Commands */
export const commands = {
	snapshot: () => typedError<SnapshotView, ProblemView>(__TAURI_INVOKE("snapshot")),
	listAccountRoles: () => typedError<RowsView, ProblemView>(__TAURI_INVOKE("list_account_roles")),
	readStartUrl: (text: string) => typedError<StartUrlView, ProblemView>(__TAURI_INVOKE("read_start_url", { text })),
	addPortal: (portal: NewPortal) => typedError<null, ProblemView>(__TAURI_INVOKE("add_portal", { portal })),
	removePortal: (portal: string) => typedError<null, ProblemView>(__TAURI_INVOKE("remove_portal", { portal })),
	signIn: (portal: string, method: SignInMethodView) => typedError<null, ProblemView>(__TAURI_INVOKE("sign_in", { portal, method })),
	cancelSignIn: (portal: string) => typedError<null, ProblemView>(__TAURI_INVOKE("cancel_sign_in", { portal })),
	openSignInPage: (portal: string) => typedError<null, ProblemView>(__TAURI_INVOKE("open_sign_in_page", { portal })),
	copySignInLink: (portal: string) => typedError<CopiedView, ProblemView>(__TAURI_INVOKE("copy_sign_in_link", { portal })),
	signOut: (portal: string) => typedError<null, ProblemView>(__TAURI_INVOKE("sign_out", { portal })),
	refresh: (portal: string | null) => typedError<null, ProblemView>(__TAURI_INVOKE("refresh", { portal })),
	cancelRefresh: (portal: string) => typedError<null, ProblemView>(__TAURI_INVOKE("cancel_refresh", { portal })),
	showAccounts: (keys: AccountKey[]) => typedError<null, ProblemView>(__TAURI_INVOKE("show_accounts", { keys })),
	startRoleSession: (assignment: AssignmentKey) => typedError<RoleSessionView, ProblemView>(__TAURI_INVOKE("start_role_session", { assignment })),
	stopRoleSession: (assignment: AssignmentKey) => typedError<null, ProblemView>(__TAURI_INVOKE("stop_role_session", { assignment })),
	stopAllRoleSessions: () => typedError<null, ProblemView>(__TAURI_INVOKE("stop_all_role_sessions")),
	openConsole: (assignment: AssignmentKey, destination: DestinationKey | null) => typedError<null, ProblemView>(__TAURI_INVOKE("open_console", { assignment, destination })),
	destinations: () => __TAURI_INVOKE<DestinationView[]>("destinations"),
	exports: () => __TAURI_INVOKE<ExportView[]>("exports"),
	copyExport: (assignment: AssignmentKey, format: string) => typedError<CopiedView, ProblemView>(__TAURI_INVOKE("copy_export", { assignment, format })),
	setFavourite: (assignment: AssignmentKey, favourite: boolean) => typedError<null, ProblemView>(__TAURI_INVOKE("set_favourite", { assignment, favourite })),
	saveSettings: (settings: SettingsView) => typedError<null, ProblemView>(__TAURI_INVOKE("save_settings", { settings })),
	tryDemo: () => typedError<null, ProblemView>(__TAURI_INVOKE("try_demo")),
	leaveDemo: () => typedError<null, ProblemView>(__TAURI_INVOKE("leave_demo")),
	dismissProblem: (portal: string | null) => typedError<null, ProblemView>(__TAURI_INVOKE("dismiss_problem", { portal })),
};

/** Events */
export const events = {
	snapshotChanged: makeEvent<SnapshotChanged>("snapshot-changed"),
};

/* Types */
/** Everything changed; the whole of it. */
export type SnapshotChanged = SnapshotView;

/** One account of a portal. */
export type AccountKey = {
	/** The portal's name. */
	portal: string,
	/** 12 digits. */
	accountId: string,
};

/** One (portal, account, role). */
export type AssignmentKey = {
	/** The portal's name. */
	portal: string,
	/** 12 digits. */
	accountId: string,
	/** The role's name as AWS gave it. */
	roleName: string,
};

/** All of the desktop's state but the rows of the list; small, sent whole at every change. */
export type SnapshotView = {
	/** Grows with every change. */
	revision: number,
	/** The program's version. */
	version: string,
	/** Whether this is the demo organization. */
	demo: boolean,
	/** The portals in the order of the settings file. */
	portals: PortalView[],
	/** The role sessions that were started and not stopped. */
	roleSessions: RoleSessionView[],
	/** What the list holds. */
	catalogue: CatalogueView,
	/** What is wrong with the program as a whole: the keychain, the settings file. */
	problems: ProblemView[],
	/** What the user set. */
	settings: SettingsView,
};

/** One portal. */
export type PortalView = {
	/** The person's name for it. */
	name: string,
	/** Where its page is. */
	startUrl: string,
	/** Its region. */
	region: string,
	/** Its own endpoint, if it has one; to be shown. */
	endpointUrl: string | null,
	/** Whether it is a demo. */
	demo: boolean,
	/** The person's authorization there. */
	signIn: SignInView,
	/** The refresh under way. */
	refresh: RefreshView | null,
	/** Why the last thing asked of it did not happen. */
	problem: ProblemView | null,
};

/** A person's authorization at a portal. */
export type SignInView =
	/** Nobody is signed in. */
	| { state: "signedOut" }
	/** The sign-in ended; one click starts another. */
	| { state: "expired" }
	/** The browser is asked. */
	| { state: "waitingForBrowser"; opened: boolean; expiresAt: string }
	/** A code must be confirmed on a page. */
	| { state: "waitingForCode"; userCode: string; verificationUri: string; expiresAt: string }
	/** Signed in. */
	| { state: "signedIn"; expiresAt: string | null };

/** A refresh under way. */
export type RefreshView = {
	/** Accounts whose roles are listed. */
	accountsDone: number,
	/** Accounts to list; absent until the last page of accounts. */
	accountsTotal: number | null,
	/** Whether AWS asked to slow down. */
	throttled: boolean,
};

/** A role session. */
export type RoleSessionView = {
	/** What is assumed. */
	assignment: AssignmentKey,
	/** When the person started it. */
	startedAt: string,
	/** When its credentials expire. */
	expiresAt: string,
};

/** What the list holds. */
export type CatalogueView = {
	/** Grows when rows change: ask for them again. */
	revision: number,
	/** How many accounts. */
	accounts: number,
	/** How many roles. */
	roles: number,
	/** When the oldest portal was last listed whole. */
	refreshedAt: string | null,
	/** Assignments new since the refresh before. */
	added: number,
	/** Assignments gone since the refresh before. */
	removed: number,
};

/** The rows of the list. */
export type RowsView = {
	/** The revision these rows are of. */
	revision: number,
	/** The accounts in order. */
	accounts: AccountView[],
	/** The assignments last used, newest first. */
	recents: AssignmentKey[],
};

/** An account and its roles. */
export type AccountView = {
	/** The portal's name. */
	portal: string,
	/** 12 digits. */
	accountId: string,
	/** As AWS gave it; may be empty. */
	name: string,
	/** As AWS gave it. */
	email: string | null,
	/** What kind of account the rules say it is. */
	environment: EnvironmentView | null,
	/** Whether its roles were ever listed. */
	listed: boolean,
	/** Its roles by name. */
	roles: RoleView[],
	/** Why its roles could not be listed. */
	problem: ProblemView | null,
};

/** A role of an account. */
export type RoleView = {
	/** As AWS gave it. */
	name: string,
	/** Whether the person marked it. */
	favourite: boolean,
	/** Whether it is new since the refresh before. */
	added: boolean,
	/** The person's own name for it. */
	alias: string | null,
};

/** What kind of account. */
export type EnvironmentView =
	/** Be careful. */
	| "production"
	/** Nearly. */
	| "staging"
	/** For trying. */
	| "development";

/** A failure in words. */
export type ProblemView = {
	/** Stable name, such as `signInNeeded`. */
	code: string,
	/** What did not happen. */
	summary: string,
	/** What to do. */
	advice: string,
	/** What a button can do about it. */
	recovery: RecoveryView,
	/** Short text that stands in the log, too. */
	reference: string,
};

/** What a button can do about a problem. */
export type RecoveryView =
	/** Nothing. */
	| { action: "none" }
	/** Sign in at the portal. */
	| { action: "signIn"; portal: string }
	/** Sign in at the portal with a code. */
	| { action: "signInWithCode"; portal: string }
	/** Do it again. */
	| { action: "retry" }
	/** Unlock the keychain, then do it again. */
	| { action: "unlockKeychain" };

/** What the user set. */
export type SettingsView = {
	/** Light, dark, or as the system says. */
	appearance: AppearanceView,
	/** The region a console opens in, if not the portal's. */
	consoleRegion: string | null,
	/** Seconds until a copied secret leaves the clipboard. */
	clipboardClearSeconds: number,
	/** Patterns that mark an account as production. */
	productionPatterns: string[],
};

/** Light or dark. */
export type AppearanceView =
	/** As the system says. */
	| "system"
	/** Light. */
	| "light"
	/** Dark. */
	| "dark";

/** What was read from a pasted address. */
export type StartUrlView = {
	/** The plain form, when it is an address of a portal. */
	startUrl: string | null,
	/** The region, where the address carries it. */
	region: string | null,
	/** A name to offer. */
	suggestedName: string | null,
	/** A word of caution, or why it is none. */
	notice: string | null,
};

/** A portal to add. */
export type NewPortal = {
	/** The person's name for it. */
	name: string,
	/** As pasted. */
	startUrl: string,
	/** Its region. */
	region: string,
	/** Its own endpoint. */
	endpointUrl: string | null,
};

/** How to sign in. */
export type SignInMethodView =
	/** In the browser. */
	| "browser"
	/** By a code. */
	| "deviceCode";

/** Where in the console. */
export type DestinationKey = {
	/** A short name from `destinations`. */
	service: string | null,
	/** A region. */
	region: string | null,
};

/** A place in the console that can be chosen. */
export type DestinationView = {
	/** The short name. */
	service: string,
	/** The service's name. */
	label: string,
	/** Whether it has no region. */
	global: boolean,
};

/** Something that can be copied. */
export type ExportView = {
	/** Stable name to ask for it. */
	format: string,
	/** What a menu says. */
	label: string,
	/** Whether the text holds credentials. */
	secret: boolean,
};

/** That something was copied; never what. */
export type CopiedView = {
	/** What the toast says was copied. */
	what: string,
	/** Seconds until it leaves the clipboard; absent when it is no secret. */
	clearsInSeconds: number | null,
};

/* Tauri Specta runtime */
async function typedError<T, E>(result: Promise<T>): Promise<{ status: "ok"; data: T } | { status: "error"; error: E }> {
    try {
        return { status: "ok", data: await result };
    } catch (e) {
        if (e instanceof Error) throw e;
        return { status: "error", error: e as any };
    }
}

function makeEvent<T>(name: string) {
    return {
        listen: (cb: __TAURI_EVENT.EventCallback<T>) => __TAURI_EVENT.listen(name, cb),
    };
}
