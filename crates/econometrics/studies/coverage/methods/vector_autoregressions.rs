//! Coefficients of vector autoregressions, tests of causality and of the errors, forecasts.

use tertius_econometrics::{
    Columns, Confidence, Covariance, Deterministic, FittedVar, Horizon, Lags, Reference, Refusal, TodaYamamoto,
    VectorAutoregression,
};

use super::registry::Method;
use crate::worlds::{Data, System};

const FAMILY: &str = "Vector autoregression";

fn fit(system: &System, lags: usize) -> Result<FittedVar, Refusal> {
    VectorAutoregression::fit(&system.columns, Lags::new(lags)?, Deterministic::Constant)
}

pub(super) fn methods() -> Vec<Method> {
    let mut methods = Vec::new();
    let kinds = [
        ("classical", Covariance::Classical),
        ("HC3", Covariance::Hc3),
        ("Newey-West, 4 lags", Covariance::NeweyWest { lags: 4, small_sample: true }),
    ];
    for (name, kind) in kinds {
        methods.push(Method::interval(
            FAMILY,
            format!("sum of a cause's coefficients, 2 lags, {name}"),
            move |world| {
                let fitted = fit(&world.effect, 2)?;
                let sum = fitted.excluding(1, 0, kind)?.sum_of_coefficients;
                Ok((world.effect.response_last(1), move |confidence: Confidence| sum.interval(confidence)))
            },
        ));
    }
    for (lags, count) in [(1, "1 lag"), (4, "4 lags")] {
        for (name, kind) in kinds {
            methods.push(Method::test(FAMILY, format!("exclusion of one cause, {count}, {name}"), move |world| {
                Ok(fit(&world.null, lags)?.excluding(1, 0, kind)?.p_value)
            }));
        }
        methods.push(Method::test(FAMILY, format!("block Wald test, {count}"), move |world| {
            Ok(fit(&world.null, lags)?.granger_block(&[1, 2])?.p_value)
        }));
    }
    methods.push(Method::test(FAMILY, "no correlation within the period, 2 lags", |world| {
        Ok(fit(&world.null, 2)?.instantaneous(&[0])?.p_value)
    }));
    methods.extend(several_equations());
    methods.extend(integrated());
    methods.extend(errors());
    methods.extend(forecasts());
    methods
}

/// Tests of several causes or effects with any covariance.
fn several_equations() -> Vec<Method> {
    let mut methods = Vec::new();
    let kinds = [
        ("classical", Covariance::Classical),
        ("HC3", Covariance::Hc3),
        ("Newey-West, 4 lags", Covariance::NeweyWest { lags: 4, small_sample: true }),
    ];
    let blocks: [(&str, &'static [&'static str], &'static [&'static str]); 2] =
        [("two causes, one effect", &["u", "v"], &["r"]), ("one cause, two effects", &["v"], &["r", "u"])];
    for (lags, count) in [(1, "1 lag"), (4, "4 lags")] {
        for (block, causes, effects) in blocks {
            for (name, kind) in kinds {
                let name = format!("causality, {block}, {count}, {name}, F");
                methods.push(Method::test(FAMILY, name, move |world| {
                    Ok(fit(&world.null, lags)?.granger(causes, effects, kind, Reference::F)?.p_value)
                }));
            }
            let name = format!("causality, {block}, {count}, classical, chi-squared");
            methods.push(Method::test(FAMILY, name, move |world| {
                let fitted = fit(&world.null, lags)?;
                Ok(fitted.granger(causes, effects, Covariance::Classical, Reference::ChiSquared)?.p_value)
            }));
        }
    }
    methods
}

/// The running sums of the series: each is integrated of order 1, none causes the first.
fn summed(system: &System) -> Result<Columns, Refusal> {
    let mut sums = Columns::new(system.columns.n_rows());
    for (j, name) in system.columns.names().iter().enumerate() {
        let mut sum = 0.0;
        sums.push_with(name.as_str(), |t| {
            sum += system.columns.column(j)[t];
            sum
        });
    }
    Ok(sums)
}

/// Toda and Yamamoto's test beside the test without the lag that it adds.
fn integrated() -> Vec<Method> {
    let mut methods = Vec::new();
    for (reference, law) in [(Reference::F, "F"), (Reference::ChiSquared, "chi-squared")] {
        for surplus in [0, 1] {
            let way = if surplus == 1 { "Toda-Yamamoto, 1 surplus lag" } else { "no surplus lag" };
            methods.push(Method::test(
                FAMILY,
                format!("causality of two causes, levels as given, 2 lags, {way}, {law}"),
                move |world| {
                    let series = &world.null.columns;
                    let fitted = TodaYamamoto::fit(series, Lags::new(2)?, surplus, Deterministic::Constant, None)?;
                    Ok(fitted.granger(&["u", "v"], &["r"], Covariance::Classical, reference)?.p_value)
                },
            ));
            methods.push(Method::test(
                FAMILY,
                format!("causality of two causes, running sums, 2 lags, {way}, {law}"),
                move |world| {
                    let series = summed(&world.null)?;
                    let fitted = TodaYamamoto::fit(&series, Lags::new(2)?, surplus, Deterministic::Constant, None)?;
                    Ok(fitted.granger(&["u", "v"], &["r"], Covariance::Classical, reference)?.p_value)
                },
            ));
        }
    }
    methods
}

type Ask = fn(&FittedVar) -> Result<f64, Refusal>;

/// Tests of the errors of a fit with the true number of lags.
fn errors() -> Vec<Method> {
    let test = |name: &str, ask: Ask| {
        Method::test("Errors of a vector autoregression", name, move |world| ask(&fit(&world.effect, 1)?))
    };
    let normal = |data| matches!(data, Data::Moderate | Data::Persistent);
    vec![
        test("portmanteau to 8 lags", |f| Ok(f.portmanteau(Lags::new(8)?)?.p_value)),
        test("adjusted portmanteau to 8 lags", |f| Ok(f.portmanteau_adjusted(Lags::new(8)?)?.p_value)),
        test("Breusch-Godfrey, 2 lags", |f| Ok(f.breusch_godfrey(Lags::new(2)?)?.p_value)),
        test("Edgerton-Shukla, 2 lags", |f| Ok(f.edgerton_shukla(Lags::new(2)?)?.p_value)),
        test("normality, skewness", |f| Ok(f.normality()?.skewness.p_value)).only_in(normal),
        test("normality, kurtosis", |f| Ok(f.normality()?.kurtosis.p_value)).only_in(normal),
        test("normality, both", |f| Ok(f.normality()?.joint.p_value)).only_in(normal),
        test("constant variance (ARCH), 1 lag", |f| Ok(f.arch(Lags::new(1)?)?.p_value))
            .only_in(|data| data != Data::Heteroskedastic),
    ]
}

/// The last periods are kept back and forecast.
const KEPT_BACK: usize = 8;

fn forecasts() -> Vec<Method> {
    let mut methods = Vec::new();
    for lags in [1, 4] {
        for ahead in [1, 4, KEPT_BACK] {
            let plural = if lags == 1 { "lag" } else { "lags" };
            methods.push(Method::interval(FAMILY, format!("forecast {ahead} ahead, {lags} {plural}"), move |world| {
                let all = &world.effect.columns;
                let known: Vec<usize> = (0..all.n_rows() - KEPT_BACK).collect();
                let fitted =
                    VectorAutoregression::fit(&all.select_rows(&known)?, Lags::new(lags)?, Deterministic::Constant)?;
                let point = fitted.forecast(ahead, None)?.of("r")?.at(Horizon(ahead))?;
                let truth = all.column(0)[known.len() - 1 + ahead];
                Ok((truth, move |confidence: Confidence| point.interval(confidence)))
            }));
        }
    }
    methods
}
