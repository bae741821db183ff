# Writes input.csv and expected.toml: least-squares partitions and intervals by strucchange and sandwich.
suppressPackageStartupMessages({ library(strucchange); library(sandwich) })
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
path <- function(name) file.path(here, name)
set.seed(1998)
n <- 120
x <- round(rnorm(n), 6)
e <- as.numeric(arima.sim(list(ar = 0.3), n)) * rep(c(1, 1.6, 0.8), c(40, 45, 35))
level <- rep(c(2, 5, 3), c(40, 45, 35))
slope <- rep(c(1, -0.5, 0.7), c(40, 45, 35))
write.csv(data.frame(y = round(level + slope * x + e, 6), x = x), path("input.csv"), row.names = FALSE, quote = FALSE)
d <- read.csv(path("input.csv"))

number <- function(v) sprintf("%.17g", v)
list_of <- function(v) paste0("[", paste(number(v), collapse = ", "), "]")
out <- c(sprintf('recipe = "strucchange %s, sandwich %s"', packageVersion("strucchange"), packageVersion("sandwich")),
  'tolerance = "exact"')
for (model in c("mean", "slope")) {
  formula <- if (model == "mean") y ~ 1 else y ~ x
  found <- breakpoints(formula, data = d, h = 14)
  table <- summary(found)
  breaks <- length(table$RSS["RSS", ]) - 1
  out <- c(out, "", sprintf("[%s]", model), sprintf("segment_min = 14"),
    paste0("residual_sum_of_squares = ", list_of(table$RSS["RSS", ])), paste0("bic = ", list_of(table$RSS["BIC", ])))
  dates <- sapply(1:breaks, function(m) list_of(breakpoints(found, breaks = m)$breakpoints))
  out <- c(out, paste0("dates = [", paste(dates, collapse = ", "), "]"))
  ends <- function(...) {
    interval <- confint(found, breaks = 2, ...)$confint
    paste0("low = ", list_of(interval[, 1]), "\nhigh = ", list_of(interval[, 3]))
  }
  kinds <- list(
    default = ends(), default_90 = ends(level = 0.9), common_errors = ends(het.err = FALSE),
    common_regressors = ends(het.reg = FALSE), common = ends(het.reg = FALSE, het.err = FALSE),
    long_run = ends(vcov. = kernHAC), long_run_common = ends(vcov. = kernHAC, het.err = FALSE, het.reg = FALSE))
  for (kind in names(kinds)) out <- c(out, "", sprintf("[%s.%s]", model, kind), kinds[[kind]])
}
writeLines(out, path("expected.toml"))
