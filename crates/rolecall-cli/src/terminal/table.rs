//! Tables: aligned columns cut to the width of a terminal; in a pipe one row a line, whole cells between tabs, no head.

use super::{Style, Terminal, Text};
use crate::failure::Failure;

const BETWEEN: usize = 2;
/// A cut column keeps so many columns of the terminal.
const LEAST: usize = 6;

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its head.
    pub title: &'static str,
    /// Cut only when cutting the others is not enough: people copy from it.
    pub kept_whole: bool,
}

/// Rows under heads.
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

    /// Adds a row: a cell for each column.
    pub fn push(&mut self, row: Vec<Text>) {
        self.rows.push(row);
    }

    /// Answers with the table.
    ///
    /// # Errors
    /// As [`Terminal::line`].
    pub fn print(self, terminal: &Terminal) -> Result<(), Failure> {
        let face = terminal.out_face();
        let lines = if face.is_terminal {
            self.aligned(face.width, face.coloured)
        } else {
            self.tabbed()
        };
        terminal.exact(lines.as_bytes())
    }

    fn tabbed(&self) -> String {
        let mut lines = String::new();
        for row in &self.rows {
            let cells: Vec<String> = row.iter().map(|cell| cell.rendered(false)).collect();
            lines.push_str(&cells.join("\t"));
            lines.push('\n');
        }
        lines
    }

    fn aligned(self, width: Option<usize>, coloured: bool) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let heads = self
            .columns
            .iter()
            .map(|column| Text::styled(Style::Faint, column.title))
            .collect();
        let rows: Vec<Vec<Text>> = std::iter::once(heads).chain(self.rows).collect();
        let widths = widths(&self.columns, &rows, width);
        let mut lines = String::new();
        for row in rows {
            let mut line = String::new();
            let mut gap = 0;
            for (cell, width) in row.into_iter().zip(&widths) {
                let cell = cell.fitted(*width);
                let taken = cell.columns();
                if taken > 0 {
                    line.push_str(&" ".repeat(gap));
                    line.push_str(&cell.rendered(coloured));
                    gap = 0;
                }
                gap += width.saturating_sub(taken) + BETWEEN;
            }
            lines.push_str(&line);
            lines.push('\n');
        }
        lines
    }
}

/// Returns how wide each column is shown: as wide as its widest cell, the widest cut first until all fit.
fn widths(columns: &[Column], rows: &[Vec<Text>], most: Option<usize>) -> Vec<usize> {
    let mut widths: Vec<usize> = (0..columns.len())
        .map(|at| {
            rows.iter()
                .filter_map(|row| row.get(at))
                .map(Text::columns)
                .max()
                .unwrap_or(0)
        })
        .collect();
    let Some(most) = most else { return widths };
    let between = BETWEEN * columns.len().saturating_sub(1);
    for whole_ones_too in [false, true] {
        while widths.iter().sum::<usize>() + between > most {
            let widest = widths
                .iter_mut()
                .zip(columns)
                .filter(|(width, column)| **width > LEAST && (whole_ones_too || !column.kept_whole))
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
