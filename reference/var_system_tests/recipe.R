# Writes input.csv and expected.toml: tests of several equations at once by R's multivariate linear models and the
# sandwich package. The folder to write to is the first argument; the default is this file's.
suppressPackageStartupMessages(library(sandwich))
arguments <- commandArgs(FALSE)
here <- dirname(sub("--file=", "", grep("--file=", arguments, value = TRUE)[1]))
set.seed(20263)
n <- 120
y <- matrix(0, n, 3, dimnames = list(NULL, c("u", "v", "w")))
for (t in 3:n) {
  size <- 1 + 0.5 * abs(y[t - 1, 1])
  e <- rnorm(3) * size
  e[2] <- e[2] + 0.5 * e[1]
  y[t, ] <- c(0.2, 0, 0.1) + 0.4 * y[t - 1, ] + c(0.2 * y[t - 1, 2], 0, 0.2 * y[t - 2, 1]) + e
}
y <- round(y, 9)
write.csv(format(y, digits = 15, trim = TRUE, nsmall = 9), file.path(here, "input.csv"), row.names = FALSE, quote = FALSE)

number <- function(x) {
  text <- sprintf("%.17g", x)
  ifelse(grepl("[.e]", text), text, paste0(text, ".0"))
}
lines <- c(
  sprintf('recipe = "R %s.%s, sandwich %s"', R.version$major, R.version$minor, packageVersion("sandwich")),
  'tolerance = "exact"', "lags = 2"
)
system_of <- function(lags) {
  rows <- (lags + 1):n
  x <- do.call(cbind, lapply(1:lags, function(l) y[rows - l, ]))
  colnames(x) <- paste0(rep(c("u", "v", "w"), lags), ".l", rep(1:lags, each = 3))
  lm(y[rows, ] ~ x)
}
# Wald tests: the restricted coefficients, by name, with any covariance of the stacked coefficients.
wald <- function(fit, v, effects, causes, tested) {
  names_b <- as.vector(outer(paste0("x", outer(causes, 1:tested, paste, sep = ".l")), effects, function(c, e) paste(e, c, sep = ":")))
  b <- coef(fit)
  stacked <- setNames(as.vector(b), as.vector(outer(rownames(b), colnames(b), function(c, e) paste(e, c, sep = ":"))))
  stopifnot(identical(names(stacked), rownames(v)))
  chi <- drop(stacked[names_b] %*% solve(v[names_b, names_b], stacked[names_b]))
  c(chi, length(names_b), pchisq(chi, length(names_b), lower.tail = FALSE))
}
kinds <- list(
  classical = function(f) vcov(f),
  hc0 = function(f) vcovHC(f, type = "HC0"),
  hc1 = function(f) vcovHC(f, type = "HC1"),
  hc2 = function(f) vcovHC(f, type = "HC2"),
  hc3 = function(f) vcovHC(f, type = "HC3"),
  newey_west_4 = function(f) NeweyWest(f, lag = 4, prewhite = FALSE, adjust = FALSE)
)
add <- function(key, values) lines <<- c(lines, sprintf("%s = [%s]", key, paste(number(values), collapse = ", ")))
for (family in c("granger", "toda_yamamoto")) {
  fit <- system_of(if (family == "granger") 2 else 3)
  lines <- c(lines, "", paste0("[", family, "]"), "# chi-squared, degrees of freedom, p-value")
  for (kind in names(kinds)) {
    v <- kinds[[kind]](fit)
    add(paste0(kind, "_u_to_v"), wald(fit, v, "v", "u", 2))
    add(paste0(kind, "_u_to_vw"), wald(fit, v, c("v", "w"), "u", 2))
    add(paste0(kind, "_uv_to_w"), wald(fit, v, "w", c("u", "v"), 2))
  }
}
# Serial correlation: lagged residuals added to all equations; Wilks' ratio with Rao's F, and Pillai's trace.
fit <- system_of(2)
u <- residuals(fit)
m <- nrow(u)
x <- model.matrix(fit)
for (h in c(1, 3)) {
  before <- do.call(cbind, lapply(1:h, function(l) rbind(matrix(0, l, 3), u[1:(m - l), ])))
  small <- lm(u ~ x - 1)
  large <- lm(u ~ x + before - 1)
  wilks <- anova(large, small, test = "Wilks")
  pillai <- anova(large, small, test = "Pillai")
  lines <- c(lines, "", paste0("[errors_", h, "]"))
  add("edgerton_shukla", unlist(wilks[2, c("approx F", "num Df", "den Df", "Pr(>F)")]))
  add("breusch_godfrey", m * pillai[2, "Pillai"])
}
# Conditional heteroskedasticity: products of residuals on a constant and their lags; Pillai's trace.
products <- cbind(u[, 1]^2, u[, 1] * u[, 2], u[, 1] * u[, 3], u[, 2]^2, u[, 2] * u[, 3], u[, 3]^2)
q <- 2
now <- products[(q + 1):m, ]
before <- do.call(cbind, lapply(1:q, function(l) products[(q + 1 - l):(m - l), ]))
pillai <- anova(lm(now ~ before), lm(now ~ 1), test = "Pillai")[2, "Pillai"]
lines <- c(lines, "", "[arch_2]")
add("statistic", (m - q) * pillai)
writeLines(lines, file.path(here, "expected.toml"))
