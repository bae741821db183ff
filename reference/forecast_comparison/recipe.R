# Writes input.csv and expected.toml: Diebold-Mariano tests by R's forecast, Clark-West tests by lm and sandwich.
suppressMessages({ library(forecast); library(sandwich) })
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
set.seed(19951)
n <- 48
common <- as.numeric(stats::filter(rnorm(n), c(1, 0.6, 0.3), sides = 1, circular = TRUE))
table <- round(data.frame(e1 = common + 0.5 * rnorm(n), e2 = 0.8 * common + 0.5 * rnorm(n)), 5)
write.csv(table, file.path(here, "input.csv"), row.names = FALSE, quote = FALSE)
table <- read.csv(file.path(here, "input.csv"))
e1 <- table$e1
e2 <- table$e2
digits <- function(x) sprintf("%.17g", x)
out <- c(
  sprintf('recipe = "R %s, forecast %s, sandwich %s"', getRversion(), packageVersion("forecast"), packageVersion("sandwich")),
  'tolerance = "exact"'
)
for (h in 1:4) for (power in 1:2) {
  test <- dm.test(e1, e2, h = h, power = power)
  less <- dm.test(e1, e2, h = h, power = power, alternative = "less")
  out <- c(out, "", "[[diebold_mariano]]", paste("horizon =", h), paste("power =", power),
    paste("statistic =", digits(test$statistic)), paste("p_value =", digits(test$p.value)),
    paste("p_value_first_better =", digits(less$p.value)))
}
for (h in 1:4) {
  adjusted <- e1^2 - e2^2 + (e2 - e1)^2
  fit <- lm(adjusted ~ 1)
  t <- coef(fit) / sqrt(NeweyWest(fit, lag = h - 1, prewhite = FALSE, adjust = TRUE)[1, 1])
  out <- c(out, "", "[[clark_west]]", paste("horizon =", h), paste("mean =", digits(coef(fit))),
    paste("statistic =", digits(t)), paste("p_value =", digits(pnorm(t, lower.tail = FALSE))))
}
writeLines(out, file.path(here, "expected.toml"))
