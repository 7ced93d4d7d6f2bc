//! What was measured, beside what was asked for and what the machine could do.

use anyhow::Result;
use serde::Serialize;
use std::io::Write;

/// The figures to reach.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Goal {
    pub(super) at_least: f64,
    pub(super) aim: f64,
    /// Whether less is better.
    pub(super) less: bool,
}

impl Goal {
    pub(super) const fn more(at_least: f64, aim: f64) -> Option<Self> {
        Some(Self { at_least, aim, less: false })
    }

    pub(super) const fn less(at_least: f64, aim: f64) -> Option<Self> {
        Some(Self { at_least, aim, less: true })
    }

    fn verdict(self, value: f64) -> &'static str {
        let reaches = |goal: f64| if self.less { value <= goal } else { value >= goal };
        match () {
            () if reaches(self.aim) => "aim",
            () if reaches(self.at_least) => "ok",
            () => "MISSED",
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Row {
    pub(super) configuration: &'static str,
    pub(super) measure: String,
    pub(super) value: f64,
    pub(super) unit: &'static str,
    pub(super) goal: Option<Goal>,
    /// Ceilings on the same machine: their name, and how much of them this is.
    pub(super) of_ceilings: Vec<(String, f64)>,
}

/// Everything of one run.
#[derive(Debug, Default, Serialize)]
pub(super) struct Report {
    pub(super) hardware: Vec<String>,
    pub(super) durability: Vec<String>,
    /// What a reader of the figures must know.
    pub(super) notes: Vec<String>,
    pub(super) rows: Vec<Row>,
    /// What was acknowledged, delivered and read back; see `lost` for what that came to.
    pub(super) losses: Vec<String>,
    /// How many messages were lost, doubled or out of order.
    pub(super) lost: u64,
}

impl Report {
    pub(super) fn add(
        &mut self,
        configuration: &'static str,
        measure: impl Into<String>,
        value: f64,
        unit: &'static str,
        goal: Option<Goal>,
    ) {
        let measure = measure.into();
        self.rows.push(Row { configuration, measure, value, unit, goal, of_ceilings: vec![] });
    }

    /// Sets beside the rows of a measure how much of a ceiling they are.
    pub(super) fn compare(&mut self, measure: &str, configurations: &[&str], ceiling: &str) {
        let Some(top) = self.rows.iter().find(|row| row.measure == ceiling).map(|row| row.value)
        else {
            return;
        };
        for row in &mut self.rows {
            if row.measure == measure && configurations.contains(&row.configuration) {
                row.of_ceilings.push((ceiling.to_owned(), row.value / top));
            }
        }
    }

    pub(super) fn print(&self, mut out: impl Write) -> Result<()> {
        for line in self.hardware.iter().chain(&self.durability).chain(&self.notes) {
            writeln!(out, "{line}")?;
        }
        writeln!(
            out,
            "\n{:<10} {:<46} {:>12} {:<9} {:>9} {:>9} {:<6} of the ceilings",
            "", "measure", "value", "", "at least", "aim", ""
        )?;
        for row in &self.rows {
            row.print(&mut out)?;
        }
        writeln!(out)?;
        for line in &self.losses {
            writeln!(out, "{line}")?;
        }
        let verdict = if self.lost == 0 { "nothing lost" } else { "LOSS" };
        writeln!(out, "{verdict}: {} lost, doubled or out of order", self.lost)?;
        Ok(())
    }
}

impl Row {
    fn print(&self, out: &mut impl Write) -> Result<()> {
        let goal = |of: fn(Goal) -> f64| self.goal.map_or(String::new(), |goal| number(of(goal)));
        let ratios: Vec<_> =
            self.of_ceilings.iter().map(|(name, part)| format!("{part:.2} of {name}")).collect();
        writeln!(
            out,
            "{:<10} {:<46} {:>12} {:<9} {:>9} {:>9} {:<6} {}",
            self.configuration,
            self.measure,
            number(self.value),
            self.unit,
            goal(|goal| goal.at_least),
            goal(|goal| goal.aim),
            self.goal.map_or("", |goal| goal.verdict(self.value)),
            ratios.join(", ")
        )?;
        Ok(())
    }
}

/// With as many digits as mean something.
fn number(value: f64) -> String {
    if value.abs() >= 100.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}

/// The machine, in a line or two.
pub(super) fn hardware() -> Vec<String> {
    let file = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':').map_or(String::new(), |(_, value)| value.trim().to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let (cpu, memory) = (file("/proc/cpuinfo"), file("/proc/meminfo"));
    vec![format!(
        "{cores} cores of {}, {} memory, Linux {}",
        field(&cpu, "model name"),
        field(&memory, "MemTotal"),
        file("/proc/sys/kernel/osrelease").trim()
    )]
}
