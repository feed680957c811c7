//! Objects of the accessibility tree, read when they are asked. It must not know whose they are.

use anyhow::Result;
use std::collections::{HashMap, VecDeque};
use zbus::blocking::Connection;
use zbus::zvariant::{DynamicType, OwnedObjectPath, OwnedValue, Type};

const ACCESSIBLE: &str = "org.a11y.atspi.Accessible";
const TEXT: &str = "org.a11y.atspi.Text";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// Stands in the text of an object for a child.
const CHILD_MARK: char = '\u{fffc}';

/// What an object is, by its number in AT-SPI; WebKit does not tell the names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role(u32);

impl Role {
    /// How far something is.
    pub const PROGRESS_BAR: Self = Self(42);
    /// A button.
    pub const PUSH_BUTTON: Self = Self(43);
    /// A message that waits for its turn.
    pub const STATUS_BAR: Self = Self(54);
    /// A list in rows.
    pub const TABLE: Self = Self(55);
    /// A button that stays pressed.
    pub const TOGGLE_BUTTON: Self = Self(62);
    /// Buttons that belong together.
    pub const TOOL_BAR: Self = Self(63);
    /// A line of text.
    pub const PARAGRAPH: Self = Self(73);
    /// A field of text.
    pub const ENTRY: Self = Self(79);
    /// A row of a list.
    pub const TABLE_ROW: Self = Self(90);
    /// A part of the window with a name.
    pub const LANDMARK: Self = Self(110);
}

/// A state, by its position in the bits of AT-SPI.
#[derive(Clone, Copy, Debug)]
pub struct State(u32);

impl State {
    /// The keys go there.
    pub const FOCUSED: Self = Self(12);
    /// It stays pressed.
    pub const PRESSED: Self = Self(20);
    /// It belongs to the selection.
    pub const SELECTED: Self = Self(23);
}

/// The name of a program on the bus, and an object of it. What is embedded in a program may be another's.
type Reference = (String, OwnedObjectPath);

/// An object as a screen reader gets it. All that is read of it fails when it is gone.
#[derive(Clone, Debug)]
pub struct Node {
    connection: Connection,
    reference: Reference,
}

impl Node {
    pub(super) fn new(connection: &Connection, bus: &str, path: &str) -> Result<Self> {
        Ok(Self {
            connection: connection.clone(),
            reference: (bus.to_owned(), OwnedObjectPath::try_from(path)?),
        })
    }

    /// Returns its object on the bus, as events name it.
    pub fn object(&self) -> &str {
        self.reference.1.as_str()
    }

    /// Returns what it is called, without the isolates around names.
    ///
    /// # Errors
    /// When it is gone.
    pub fn name(&self) -> Result<String> {
        let name = self.property("Name")?;
        Ok(crate::without_isolates(&String::try_from(name)?))
    }

    /// Tells whether it has a role.
    ///
    /// # Errors
    /// When it is gone.
    pub fn is(&self, role: Role) -> Result<bool> {
        Ok(self.role()? == role.0)
    }

    fn role(&self) -> Result<u32> {
        self.call(ACCESSIBLE, "GetRole", &())
    }

    /// Tells whether it is in a state.
    ///
    /// # Errors
    /// When it is gone.
    pub fn has(&self, state: State) -> Result<bool> {
        let words: Vec<u32> = self.call(ACCESSIBLE, "GetState", &())?;
        let bits = words
            .iter()
            .rev()
            .fold(0, |bits, word| (bits << 32) | u64::from(*word));
        Ok(bits & (1 << state.0) != 0)
    }

    /// Returns what else it says of itself, such as `live`.
    ///
    /// # Errors
    /// When it is gone.
    pub fn attributes(&self) -> Result<HashMap<String, String>> {
        self.call(ACCESSIBLE, "GetAttributes", &())
    }

    /// Returns its own text, without isolates and without that of what is in it.
    ///
    /// # Errors
    /// When it is gone.
    pub fn text(&self) -> Result<String> {
        let interfaces: Vec<String> = self.call(ACCESSIBLE, "GetInterfaces", &())?;
        if !interfaces.iter().any(|interface| interface == TEXT) {
            return Ok(String::new());
        }
        let text: String = self.call(TEXT, "GetText", &(0_i32, -1_i32))?;
        Ok(crate::without_isolates(&text.replace(CHILD_MARK, " "))
            .trim()
            .to_owned())
    }

    /// Returns the text of it and of all that is in it, in order.
    ///
    /// # Errors
    /// When something of it is gone.
    pub fn whole_text(&self) -> Result<String> {
        let mut texts = vec![self.text()?];
        for child in self.children()? {
            texts.push(child.whole_text()?);
        }
        texts.retain(|text| !text.is_empty());
        Ok(texts.join(" "))
    }

    /// Returns what is in it.
    ///
    /// # Errors
    /// When it is gone.
    pub fn children(&self) -> Result<Vec<Self>> {
        let mut children: Vec<Reference> = self.call(ACCESSIBLE, "GetChildren", &())?;
        // What is embedded from another program is no answer to that, but it is counted.
        let count = i32::try_from(self.property("ChildCount")?)?;
        for index in i32::try_from(children.len())?..count {
            children.push(self.call(ACCESSIBLE, "GetChildAtIndex", &(index,))?);
        }
        let node = |reference| Self {
            connection: self.connection.clone(),
            reference,
        };
        Ok(children.into_iter().map(node).collect())
    }

    /// Returns those of its children that have a role.
    ///
    /// # Errors
    /// When one is gone.
    pub fn children_of(&self, role: Role) -> Result<Vec<Self>> {
        let mut found = Vec::new();
        for child in self.children()? {
            if child.is(role)? {
                found.push(child);
            }
        }
        Ok(found)
    }

    /// Returns the nearest object in it that has a role and a name that `wanted` takes.
    ///
    /// # Errors
    /// When something of it is gone.
    pub fn find(&self, role: Role, wanted: impl Fn(&str) -> bool) -> Result<Option<Self>> {
        let mut queue = VecDeque::from(self.children()?);
        while let Some(node) = queue.pop_front() {
            if node.is(role)? && wanted(&node.name()?) {
                return Ok(Some(node));
            }
            queue.extend(node.children()?);
        }
        Ok(None)
    }

    /// Returns it and all that is in it as indented lines of role, name and text; what is gone meanwhile is left out.
    pub fn describe(&self) -> String {
        let mut lines = String::new();
        self.describe_at(0, &mut lines).ok();
        lines
    }

    fn describe_at(&self, depth: usize, lines: &mut String) -> Result<()> {
        let (role, name, text) = (self.role()?, self.name()?, self.text()?);
        let indent = "  ".repeat(depth);
        lines.push_str(&format!("{indent}{role} {name:?} {text:?}\n"));
        for child in self.children()? {
            child.describe_at(depth + 1, lines).ok();
        }
        Ok(())
    }

    fn property(&self, name: &str) -> Result<OwnedValue> {
        self.call(PROPERTIES, "Get", &(ACCESSIBLE, name))
    }

    fn call<T, A>(&self, interface: &str, method: &str, arguments: &A) -> Result<T>
    where
        T: serde::de::DeserializeOwned + Type,
        A: serde::Serialize + DynamicType,
    {
        let (bus, path) = &self.reference;
        let reply =
            self.connection
                .call_method(Some(bus.as_str()), path, Some(interface), method, arguments)?;
        Ok(reply.body().deserialize()?)
    }
}
