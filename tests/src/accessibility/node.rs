//! Objects of the accessibility tree. It must not know whose they are.

use anyhow::{Context as _, Result};
use std::fmt;
use zbus::blocking::Connection;
use zbus::zvariant::{DynamicType, OwnedObjectPath, OwnedValue, Type};

const ACCESSIBLE: &str = "org.a11y.atspi.Accessible";
const TEXT: &str = "org.a11y.atspi.Text";
const ROOT: &str = "/org/a11y/atspi/accessible/root";

/// Deeper than any page, shallower than a circle.
const MAX_DEPTH: usize = 64;

/// Stands in the text of an object for a child.
const CHILD_MARK: char = '\u{fffc}';

/// States that journeys ask for, by their position in the bits of AT-SPI.
#[derive(Clone, Copy, Debug)]
pub enum State {
    /// The keys go there.
    Focused = 12,
    /// It belongs to the selection.
    Selected = 23,
}

/// An object as a screen reader gets it.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its object on the bus.
    pub object: String,
    /// What it is, such as `table row`.
    pub role: String,
    /// What it is called.
    pub name: String,
    /// Its own text, without that of what is in it.
    pub text: String,
    /// What is in it.
    pub children: Vec<Node>,
    states: u64,
}

impl Node {
    /// Tells whether it is in a state.
    pub fn is(&self, state: State) -> bool {
        self.states & (1 << (state as u32)) != 0
    }

    /// Returns itself and all that is in it, at any depth.
    pub fn all(&self) -> Vec<&Self> {
        let mut all = vec![self];
        all.extend(self.children.iter().flat_map(Self::all));
        all
    }

    /// Returns the first object of a role whose name `wanted` takes.
    pub fn find(&self, role: &str, wanted: impl Fn(&str) -> bool) -> Option<&Self> {
        let mut all = self.all().into_iter();
        all.find(|node| node.role == role && wanted(&node.name))
    }

    /// Returns the text of all that is in it, in order, without the isolates around names.
    pub fn whole_text(&self) -> String {
        let texts: Vec<&str> = self.all().iter().map(|node| node.text.trim()).collect();
        let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
        crate::without_isolates(&texts.join(" "))
    }
}

impl fmt::Display for Node {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn write(node: &Node, depth: usize, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            let indent = "  ".repeat(depth);
            writeln!(formatter, "{indent}{} {:?} {:?}", node.role, node.name, node.text)?;
            node.children
                .iter()
                .try_for_each(|child| write(child, depth + 1, formatter))
        }
        write(self, 0, formatter)
    }
}

/// An object: the name of its program on the bus, and its path.
type Reference = (String, OwnedObjectPath);

pub(super) fn tree(connection: &Connection, registry: &str, name: &str) -> Result<Node> {
    let programs: Vec<Reference> = call(connection, registry, ROOT, ACCESSIBLE, "GetChildren", &())?;
    let names: Vec<String> = programs
        .iter()
        .map(|(bus, path)| property(connection, bus, path).unwrap_or_default())
        .collect();
    let program = programs.iter().zip(&names).find(|(_, called)| *called == name);
    let (program, _) =
        program.with_context(|| format!("{name} is not on the accessibility bus, but {names:?}"))?;
    read(connection, program, 0)
}

fn read(connection: &Connection, (bus, path): &Reference, depth: usize) -> Result<Node> {
    let children: Vec<Reference> = call(connection, bus, path, ACCESSIBLE, "GetChildren", &())?;
    let states: Vec<u32> = call(connection, bus, path, ACCESSIBLE, "GetState", &())?;
    let text: Result<String> = call(connection, bus, path, TEXT, "GetText", &(0_i32, -1_i32));
    let children = children.iter().filter(|_| depth < MAX_DEPTH);
    Ok(Node {
        object: path.to_string(),
        role: call(connection, bus, path, ACCESSIBLE, "GetRoleName", &())?,
        name: crate::without_isolates(&property(connection, bus, path)?),
        // Not every object has text.
        text: text.unwrap_or_default().replace(CHILD_MARK, " "),
        children: children
            // One that went while the tree was read is not in it.
            .filter_map(|child| read(connection, child, depth + 1).ok())
            .collect(),
        states: match states[..] {
            [low, high] => u64::from(low) | (u64::from(high) << 32),
            _ => 0,
        },
    })
}

fn property(connection: &Connection, bus: &str, path: &OwnedObjectPath) -> Result<String> {
    let arguments = (ACCESSIBLE, "Name");
    let properties = "org.freedesktop.DBus.Properties";
    let name: OwnedValue = call(connection, bus, path, properties, "Get", &arguments)?;
    Ok(String::try_from(name)?)
}

fn call<T, A>(
    connection: &Connection,
    bus: &str,
    path: &str,
    interface: &str,
    method: &str,
    arguments: &A,
) -> Result<T>
where
    T: serde::de::DeserializeOwned + Type,
    A: serde::Serialize + DynamicType,
{
    let reply = connection.call_method(Some(bus), path, Some(interface), method, arguments)?;
    Ok(reply.body().deserialize()?)
}
