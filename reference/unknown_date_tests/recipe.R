# Writes input.csv and expected.toml: F statistics for unknown dates and OLS-CUSUM by strucchange.
suppressPackageStartupMessages(library(strucchange))
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
path <- function(name) file.path(here, name)
set.seed(1993)
n <- 90
x <- round(rnorm(n), 6)
y <- round(1 + 0.5 * x + 0.7 * (1:n > 55) * (1 + x) + rnorm(n), 6)
write.csv(data.frame(y = y, x = x), path("input.csv"), row.names = FALSE, quote = FALSE)
d <- read.csv(path("input.csv"))

number <- function(v) sprintf("%.17g", v)
list_of <- function(v) paste0("[", paste(number(v), collapse = ", "), "]")
out <- c(sprintf('recipe = "strucchange %s"', packageVersion("strucchange")), 'tolerance = "exact"')
for (model in c("mean", "slope")) {
  formula <- if (model == "mean") y ~ 1 else y ~ x
  for (from in c(0.1, 0.15, 0.25)) {
    found <- Fstats(formula, data = d, from = from)
    values <- sapply(c("supF", "aveF", "expF"), function(type) sctest(found, type = type)$statistic)
    tails <- sapply(c("supF", "aveF", "expF"), function(type) sctest(found, type = type)$p.value)
    out <- c(out, "", "[[unknown]]", sprintf('model = "%s"', model), sprintf("trimming = %g", from),
      paste0("date = ", found$breakpoint), paste0("statistics = ", list_of(values)), paste0("p_values = ", list_of(tails)),
      paste0("f = ", list_of(as.numeric(found$Fstats))))
  }
  cumulated <- sctest(efp(formula, data = d, type = "OLS-CUSUM"))
  out <- c(out, "", "[[cusum]]", sprintf('model = "%s"', model), paste0("statistic = ", number(cumulated$statistic)),
    paste0("p_value = ", number(cumulated$p.value)))
}
# Hansen's p-value functions on a grid: statistics whose p-values lie between about .3 and .001.
tail_of <- strucchange:::pvalue.Fstats
for (type in c("supF", "aveF", "expF")) for (k in c(1, 2, 3, 5, 8, 12, 20)) for (trimming in c(0.05, 0.1, 0.15, 0.25, 0.35)) {
  middle <- switch(type, supF = qchisq(0.99, k), aveF = qchisq(0.9, k), expF = qchisq(0.9, k) / 2)
  at <- round(middle * c(0.8, 0.9, 1, 1.1, 1.25, 1.4), 3)
  p <- sapply(at, function(v) as.numeric(tail_of(v, type = type, k = k, lambda = ((1 - trimming) / trimming)^2)))
  out <- c(out, "", "[[tail]]", sprintf('type = "%s"', type), sprintf("k = %d", k), sprintf("trimming = %g", trimming),
    paste0("at = ", list_of(at)), paste0("p_values = ", list_of(p)))
}
writeLines(out, path("expected.toml"))
