//! Tables: aligned columns that fit the width of a terminal; in a pipe, one tab-separated line per row without headings.

use super::{OutputError, Style, Terminal, Text};

/// Spaces between two columns.
const GAP: usize = 2;
/// The width below which no column is truncated.
const MIN_TRUNCATED_WIDTH: usize = 6;

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    title: &'static str,
    no_truncate: bool,
}

impl Column {
    /// Returns a column that is truncated if the table is too wide.
    pub const fn new(title: &'static str) -> Self {
        Self {
            title,
            no_truncate: false,
        }
    }

    /// Returns a column that is truncated only if truncating the others is not enough. For values that users copy.
    pub const fn no_truncate(title: &'static str) -> Self {
        Self {
            title,
            no_truncate: true,
        }
    }
}

/// Rows with a heading for each column.
#[derive(Clone, Debug)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Text>>,
}

impl Table {
    /// Returns an empty table.
    pub fn new(columns: &[Column]) -> Self {
        Self {
            columns: columns.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Adds a row with one cell per column.
    pub fn push(&mut self, row: Vec<Text>) {
        self.rows.push(row);
    }

    /// Prints the table on standard output.
    ///
    /// # Errors
    /// As [`Terminal::print_line`].
    pub fn print(self, terminal: &Terminal) -> Result<(), OutputError> {
        let caps = terminal.stdout_caps();
        let lines = if caps.is_terminal {
            self.aligned(caps.width, caps.use_colour)
        } else {
            self.tab_separated()
        };
        terminal.write_raw(lines.as_bytes())
    }

    fn tab_separated(&self) -> String {
        let mut lines = String::new();
        for row in &self.rows {
            let cells: Vec<String> = row.iter().map(|cell| cell.render(false)).collect();
            lines.push_str(&cells.join("\t"));
            lines.push('\n');
        }
        lines
    }

    fn aligned(self, max_width: Option<usize>, use_colour: bool) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let headings = self
            .columns
            .iter()
            .map(|column| Text::styled(Style::Dim, column.title))
            .collect();
        let rows: Vec<Vec<Text>> = std::iter::once(headings).chain(self.rows).collect();
        let widths = column_widths(&self.columns, &rows, max_width);
        let mut lines = String::new();
        for row in rows {
            let mut line = String::new();
            let mut spaces = 0;
            for (cell, width) in row.into_iter().zip(&widths) {
                let cell = cell.truncated(*width);
                let cell_width = cell.width();
                if cell_width > 0 {
                    line.push_str(&" ".repeat(spaces));
                    line.push_str(&cell.render(use_colour));
                    spaces = 0;
                }
                spaces += width.saturating_sub(cell_width) + GAP;
            }
            lines.push_str(&line);
            lines.push('\n');
        }
        lines
    }
}

/// Returns the width of each column: that of its widest cell, with the widest columns truncated first until all fit.
fn column_widths(columns: &[Column], rows: &[Vec<Text>], max_width: Option<usize>) -> Vec<usize> {
    let mut widths: Vec<usize> = (0..columns.len())
        .map(|index| {
            rows.iter()
                .filter_map(|row| row.get(index))
                .map(Text::width)
                .max()
                .unwrap_or(0)
        })
        .collect();
    let Some(max_width) = max_width else {
        return widths;
    };
    let gaps = GAP * columns.len().saturating_sub(1);
    for truncate_all in [false, true] {
        while widths.iter().sum::<usize>() + gaps > max_width {
            let widest = widths
                .iter_mut()
                .zip(columns)
                .filter(|(width, column)| {
                    **width > MIN_TRUNCATED_WIDTH && (truncate_all || !column.no_truncate)
                })
                .map(|(width, _)| width)
                .max();
            match widest {
                Some(width) => *width -= 1,
                None => break,
            }
        }
    }
    widths
}
