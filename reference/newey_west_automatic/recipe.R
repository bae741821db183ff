# Writes input.csv and expected.toml: Newey-West covariances with automatic bandwidth by R's sandwich, t tests by lmtest.
suppressMessages({ library(sandwich); library(lmtest) })
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
set.seed(19947)
n <- 90
ar <- function(rho) as.numeric(stats::filter(rnorm(n), rho, method = "recursive"))
table <- data.frame(a = ar(0.7), b = ar(0.3))
table$y <- 1 + 0.5 * table$a - 0.2 * table$b + ar(0.6)
table <- round(table, 6)
write.csv(table, file.path(here, "input.csv"), row.names = FALSE, quote = FALSE)
table <- read.csv(file.path(here, "input.csv"))
list_of <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
out <- c(
  sprintf('recipe = "R %s, sandwich %s, lmtest %s"', getRversion(), packageVersion("sandwich"), packageVersion("lmtest")),
  'tolerance = "exact"'
)
models <- list(full = y ~ a + b, no_constant = y ~ a + b - 1, mean = y ~ 1)
for (name in names(models)) {
  fit <- lm(models[[name]], data = table)
  for (prewhite in c(TRUE, FALSE)) {
    out <- c(out, "", "[[fit]]", sprintf('columns = "%s"', name), sprintf("prewhiten = %s", tolower(prewhite)),
      paste("bandwidth =", sprintf("%.17g", bwNeweyWest(fit, prewhite = as.integer(prewhite)))))
    for (adjust in c(TRUE, FALSE)) {
      v <- NeweyWest(fit, prewhite = prewhite, adjust = adjust)
      test <- coeftest(fit, vcov. = v)
      suffix <- if (adjust) "_small_sample" else ""
      out <- c(out, paste0("standard_errors", suffix, " = ", list_of(sqrt(diag(v)))),
        paste0("p_values", suffix, " = ", list_of(test[, 4])),
        paste0("covariance_first_last", suffix, " = ", sprintf("%.17g", v[1, ncol(v)])))
    }
  }
}
writeLines(out, file.path(here, "expected.toml"))
