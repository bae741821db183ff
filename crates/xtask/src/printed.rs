//! How the workbench prints a table of counts: aligned text, lines of a page of the manual, and rates. Computes
//! nothing but rates.

/// A table: its first line holds the heads, and all lines have as many cells.
pub(crate) type Lines = Vec<Vec<String>>;

/// A share as it is printed; "none" of nothing.
pub(crate) fn percent(part: usize, whole: usize) -> String {
    if whole == 0 { "none".to_owned() } else { format!("{:.1} %", 100.0 * part as f64 / whole as f64) }
}

/// Seeds in the stated and in the opposite direction, with the share of both.
pub(crate) fn both((stated, opposite): (usize, usize), seeds: usize) -> String {
    format!("{stated} + {opposite} ({})", percent(stated + opposite, seeds))
}

/// Aligned columns.
pub(crate) fn text(lines: &Lines) -> String {
    let width = |column: usize| lines.iter().map(|l| l[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..lines.first().map_or(0, Vec::len)).map(width).collect();
    let mut text = String::new();
    for line in lines {
        let cells: Vec<String> = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// The same as a table of a page.
pub(crate) fn markdown(lines: &Lines) -> String {
    let mut page = String::new();
    for (n, line) in lines.iter().enumerate() {
        page.push_str(&format!("| {} |\n", line.join(" | ")));
        if n == 0 {
            page.push_str(&format!("|{}\n", "---|".repeat(line.len())));
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let lines = vec![vec!["a".to_owned(), "b".to_owned()], vec!["long".to_owned(), "1".to_owned()]];
        assert_eq!(text(&lines), "a     b\nlong  1\n");
        assert_eq!(markdown(&lines), "| a | b |\n|---|---|\n| long | 1 |\n");
        assert_eq!((text(&Vec::new()), markdown(&Vec::new())), (String::new(), String::new()));
    }

    #[test]
    fn rates_of_nothing_are_none() {
        assert_eq!((percent(1, 8), percent(0, 0)), ("12.5 %".to_owned(), "none".to_owned()));
        assert_eq!(both((10, 12), 400), "10 + 12 (5.5 %)");
    }
}
