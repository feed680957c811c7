//! The rule that the modules of a crate import each other in one direction only, and the graph behind it.
//!
//! Modules that lie beside each other are compared: those at the top of a crate, and those inside one
//! module. What a module's own children name counts as named by the module.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use toml_edit::DocumentMut;

use crate::tidy::Violation;
use crate::tidy::rust_items::{PathUse, RustItems};
use crate::tidy::source_tree::SourceTree;

/// How many imports may lead on to others before a path is left as it stands.
const MAX_IMPORTS: usize = 8;

type ModulePath = Vec<String>;

/// Where one module names another for the first time: file and line.
type Location = (String, usize);

/// Which modules beside each other name which, and where.
type Edges = BTreeMap<String, BTreeMap<String, Location>>;

/// The modules beside each other, by the module around them (the crate's root: no segment).
type Graph = BTreeMap<ModulePath, Edges>;

/// No modules beside each other import each other in a circle.
pub(super) fn modules_form_no_cycle(tree: &SourceTree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (_, folder) in crates(tree) {
        for edges in graph(tree, &folder).values() {
            for group in cyclic_groups(edges) {
                found.extend(violation(edges, &group));
            }
        }
    }
    found
}

/// Prints the module graph of one crate; an arrow that is part of a cycle is marked.
pub(super) fn describe(tree: &SourceTree, name: &str) -> Option<Vec<String>> {
    let (_, folder) = crates(tree).into_iter().find(|(package, _)| package == name)?;
    let mut lines = Vec::new();
    for (parent, edges) in graph(tree, &folder) {
        let groups = cyclic_groups(&edges);
        lines.push(format!(
            "{}:",
            if parent.is_empty() {
                name.to_owned()
            } else {
                parent.join("::")
            }
        ));
        for (from, targets) in &edges {
            for (to, (path, line)) in targets {
                let in_cycle = groups
                    .iter()
                    .any(|group| group.contains(from) && group.contains(to));
                let mark = if in_cycle { "  CYCLE" } else { "" };
                lines.push(format!("  {from} → {to}  {path}:{line}{mark}"));
            }
        }
    }
    Some(lines)
}

/// Names and folders of the packages, by their manifests.
fn crates(tree: &SourceTree) -> Vec<(String, String)> {
    let manifests = tree.files.iter().filter_map(|file| {
        let folder = file.path.strip_suffix("Cargo.toml")?;
        let manifest: DocumentMut = file.text.parse().ok()?;
        let name = manifest.get("package")?.get("name")?.as_str()?;
        Some((name.to_owned(), folder.to_owned()))
    });
    manifests.collect()
}

/// The modules of one crate and what they name.
struct Modules {
    known: BTreeSet<ModulePath>,
    /// What a module imports under which name.
    imports: BTreeMap<ModulePath, BTreeMap<String, PathUse>>,
}

fn graph(tree: &SourceTree, folder: &str) -> Graph {
    let sources = format!("{folder}src/");
    let mut files: Vec<(ModulePath, String, RustItems)> = tree
        .rust_files()
        .filter_map(|(file, rust)| {
            let module = module_of(file.path.strip_prefix(&sources)?)?;
            Some((module, file.path.clone(), RustItems::read(rust)))
        })
        .collect();
    let for_tests: Vec<ModulePath> = files
        .iter()
        .flat_map(|(module, _, items)| items.test_modules.iter().map(|path| [&module[..], path].concat()))
        .collect();
    files.retain(|(module, _, _)| !for_tests.iter().any(|tested| module.starts_with(tested)));
    let modules = Modules::from_files(&files);
    let mut graph = Graph::new();
    for (module, path, items) in &files {
        for used in &items.paths {
            let from = [&module[..], &used.inside].concat();
            let Some(to) = modules.resolve(&from, used, MAX_IMPORTS) else {
                continue;
            };
            let common = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
            if let (Some(from), Some(target)) = (from.get(common), to.get(common)) {
                let edges = graph
                    .entry(to.get(..common).unwrap_or_default().to_vec())
                    .or_default();
                let targets = edges.entry(from.clone()).or_default();
                targets
                    .entry(target.clone())
                    .or_insert_with(|| (path.clone(), used.line));
            }
        }
    }
    graph
}

/// Returns the module that a file under `src/` is; tests are none, and programs in `src/bin/` are crates of their own.
fn module_of(path: &str) -> Option<ModulePath> {
    let mut segments: ModulePath = path.strip_suffix(".rs")?.split('/').map(str::to_owned).collect();
    let last = segments.last()?.clone();
    let is_test = segments
        .iter()
        .any(|segment| segment == "tests" || segment.ends_with("_tests"));
    if is_test || segments.first().is_some_and(|first| first == "bin") {
        return None;
    }
    if last == "mod" || (segments.len() == 1 && (last == "lib" || last == "main")) {
        segments.pop();
    }
    Some(segments)
}

impl Modules {
    fn from_files(files: &[(ModulePath, String, RustItems)]) -> Self {
        let mut known = BTreeSet::from([ModulePath::new()]);
        let mut imports: BTreeMap<ModulePath, BTreeMap<String, PathUse>> = BTreeMap::new();
        for (module, _, items) in files {
            known.insert(module.clone());
            known.extend(items.modules.iter().map(|inner| [&module[..], inner].concat()));
            for used in &items.paths {
                if let Some(name) = &used.imported_as {
                    let inside = [&module[..], &used.inside].concat();
                    imports
                        .entry(inside)
                        .or_default()
                        .insert(name.clone(), used.clone());
                }
            }
        }
        Self { known, imports }
    }

    /// Returns the innermost module that a path leads to; none when it leaves the crate.
    fn resolve(&self, from: &ModulePath, used: &PathUse, imports_left: usize) -> Option<ModulePath> {
        let mut segments = used.segments.iter().peekable();
        let mut module = match segments.peek()?.as_str() {
            "crate" => {
                segments.next();
                ModulePath::new()
            }
            "self" | "super" => from.clone(),
            first if self.known.contains(&[&from[..], &[first.to_owned()]].concat()) => from.clone(),
            _ => return None,
        };
        while let Some(segment) = segments.next() {
            let inner = [&module[..], std::slice::from_ref(segment)].concat();
            if segment == "self" {
                continue;
            } else if segment == "super" {
                module.pop();
            } else if self.known.contains(&inner) {
                module = inner;
            } else {
                let import = self.imports.get(&module).and_then(|names| names.get(segment));
                let Some(import) = import.filter(|import| imports_left > 0 && *import != used) else {
                    return Some(module);
                };
                let mut longer = import.clone();
                longer.segments.extend(segments.cloned());
                return self.resolve(&module, &longer, imports_left - 1);
            }
        }
        Some(module)
    }
}

/// Returns the groups of modules that reach each other.
fn cyclic_groups(edges: &Edges) -> Vec<BTreeSet<String>> {
    let reach: BTreeMap<&String, BTreeSet<&String>> =
        edges.keys().map(|from| (from, reached(edges, from))).collect();
    let mut groups: Vec<BTreeSet<String>> = Vec::new();
    for (from, there) in &reach {
        if !there.contains(from) || groups.iter().any(|group| group.contains(*from)) {
            continue;
        }
        let back = there
            .iter()
            .filter(|to| reach.get(**to).is_some_and(|back| back.contains(from)));
        groups.push(back.map(|to| (*to).clone()).collect());
    }
    groups
}

fn reached<'a>(edges: &'a Edges, from: &String) -> BTreeSet<&'a String> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&String> = edges.get(from).into_iter().flat_map(BTreeMap::keys).collect();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(edges.get(next).into_iter().flat_map(BTreeMap::keys));
        }
    }
    reached
}

fn violation(edges: &Edges, group: &BTreeSet<String>) -> Option<Violation> {
    let cycle = group
        .iter()
        .filter_map(|start| shortest_cycle(edges, start))
        .min_by_key(Vec::len)?;
    let steps: Vec<(&String, &String, &Location)> = cycle
        .windows(2)
        .filter_map(|pair| match pair {
            [from, to] => Some((from, to, edges.get(from)?.get(to)?)),
            _ => None,
        })
        .collect();
    let (_, _, (path, line)) = steps.first()?;
    let named: Vec<String> = steps
        .iter()
        .map(|(from, to, (path, line))| format!("{from} → {to} at {path}:{line}"))
        .collect();
    let more = if group.len() + 1 > cycle.len() {
        let all: Vec<&str> = group.iter().map(String::as_str).collect();
        format!("; {} modules reach each other: {}", group.len(), all.join(", "))
    } else {
        String::new()
    };
    let advice = format!("{} ({}){more}", cycle.join(" → "), named.join(", "));
    Some(Violation::new(path, *line, "module-cycle", advice))
}

fn shortest_cycle(edges: &Edges, start: &String) -> Option<Vec<String>> {
    let mut routes = VecDeque::from([vec![start.clone()]]);
    let mut seen = BTreeSet::new();
    while let Some(route) = routes.pop_front() {
        for next in edges.get(route.last()?).into_iter().flat_map(BTreeMap::keys) {
            let longer = [&route[..], std::slice::from_ref(next)].concat();
            if next == start {
                return Some(longer);
            }
            if seen.insert(next.clone()) {
                routes.push_back(longer);
            }
        }
    }
    None
}
