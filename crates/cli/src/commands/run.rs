//! From arguments to the command they name.

use super::{
    atlas, cache, check, cite, download, explain, import, lake, network, new, power, relation, report, show, simulate,
};
use crate::Failure;
use crate::args::{Arguments, Command};

/// Runs the command.
pub(crate) fn run(arguments: Arguments) -> Result<(), Failure> {
    let global = arguments.global;
    if let Some(n) = global.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(usize::from(n))
            .build_global()
            .map_err(|e| Failure::Machine(format!("{n} threads cannot be started: {e}")))?;
    }
    match arguments.command {
        Command::Report { dossier, out, format } => report::report(dossier.as_deref(), out.as_deref(), format, &global),
        Command::Check { dossier, format } => check::check(&dossier, format, &global),
        Command::New { a, b, third, out } => new::new([&a, &b, &third], out.as_deref(), &global),
        Command::Show { stage, dossier, format, trail, directed, fused, types, instrument } => {
            let wanted =
                show::Wanted { stage: &stage, trail, directed, fused, types, instrument: instrument.as_deref() };
            show::show(&wanted, dossier.as_deref(), format, &global)
        }
        Command::Network { dossier, from, to, instrument, edges, format } => {
            let wanted =
                network::Wanted { from: from.as_deref(), to: to.as_deref(), instrument: instrument.as_deref(), edges };
            network::network(&wanted, dossier.as_deref(), format, &global)
        }
        Command::Simulate { world, out, layout, seed, example, list } => {
            let wanted = simulate::Wanted { world: world.as_deref(), out: out.as_deref(), layout, seed, example, list };
            simulate::simulate(&wanted, &global)
        }
        Command::Power { dossier, seeds, gates, effect, instrument, curves, format } => {
            let wanted = power::Wanted { seeds, gates, effect, instrument: instrument.as_deref(), curves };
            power::power(&wanted, dossier.as_deref(), format, &global)
        }
        Command::Atlas(arguments) => atlas::atlas(&arguments, &global),
        Command::Download(arguments) => download::download(&arguments, &global),
        Command::Cite { dossier } => cite::cite(dossier.as_deref(), &global),
        Command::Cache { drop } => cache::cache(drop),
        Command::Import(arguments) => import::import(&arguments, &global),
        Command::Lake { lake, verify, files, format } => lake::lake(&lake, verify, files, format),
        Command::Relation(arguments) => relation::relation(&arguments, &global),
        Command::Explain { kind, format } => explain::explain(kind.as_deref(), format),
    }
}
