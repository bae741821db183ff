# Writes input.csv (a correlation matrix) and expected.toml: two-sided equicoordinate quantiles of the multivariate
# normal and Student's t distribution, as roots of the probabilities that Genz and Bretz's algorithm gives to 2e-5.
# Run from the folder of this file.
library(mvtnorm)

set.seed(60255)
steps <- 5
shocks <- matrix(rnorm(40 * steps), 40)
smooth <- outer(1:steps, 1:steps, function(i, j) 0.8^abs(i - j))
write.csv(as.data.frame(round(cor(shocks %*% chol(smooth)), 9)), "input.csv", row.names = FALSE, quote = FALSE)
r <- as.matrix(read.csv("input.csv"))
row <- function(x) paste0("[", paste(sprintf("%.7g", x), collapse = ", "), "]")
levels <- c(0.68, 0.9, 0.95)
precise <- GenzBretz(maxpts = 1e6, abseps = 2e-5)
critical <- function(inside) {
  sapply(levels, function(p) uniroot(function(c) inside(c) - p, c(0.5, 4), tol = 1e-4)$root)
}
normal <- critical(function(c) pmvnorm(rep(-c, steps), rep(c, steps), corr = r, algorithm = precise))
student <- critical(function(c) pmvt(rep(-c, steps), rep(c, steps), corr = r, df = 20, algorithm = precise))
writeLines(c(
  sprintf('recipe = "R %s.%s, mvtnorm %s"', R.version$major, R.version$minor, packageVersion("mvtnorm")),
  'tolerance = "iterative"',
  paste("levels =", row(levels)),
  paste("normal =", row(normal)),
  "df = 20",
  paste("student =", row(student))
), "expected.toml")
