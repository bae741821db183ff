-- The cube, made again from the rows of a lake (`tertius import ... --lake lake`), for whoever doubts it or wants it on
-- another engine. Written for DuckDB; read_parquet is the only thing in it that other engines call differently.
--
-- Counted are the rows that no rule removed (`removed` is empty). A row may stand for several events (`count`). A score is
-- in tenths of the Goldstein scale and counts once for each event; a row without mentions counts as many stories as events.
-- Every number is whole, so sums are the same in any order.
--
-- The cube itself lies in lake/cube in several parts for a month, so that its cells have to be added up as well:
-- SELECT ..., sum(events) ... FROM read_parquet('lake/cube/**/*.parquet', hive_partitioning = true) GROUP BY ...
SELECT
    source,
    initiator,
    target,
    day,
    code,
    initiator_role,
    target_role,
    CAST(sum(count) AS BIGINT) AS events,
    CAST(sum(CASE WHEN score_tenths IS NULL THEN 0 ELSE count END) AS BIGINT) AS scored,
    CAST(sum(CASE WHEN score_tenths IS NULL THEN 0 ELSE score_tenths * count END) AS BIGINT) AS score_tenths,
    CAST(sum(CASE WHEN is_root THEN count ELSE 0 END) AS BIGINT) AS roots,
    CAST(sum(CASE WHEN mentions IS NULL THEN count ELSE mentions END) AS BIGINT) AS stories
FROM read_parquet('lake/events/**/*.parquet', hive_partitioning = true)
WHERE removed IS NULL
GROUP BY source, initiator, target, day, code, initiator_role, target_role
ORDER BY source, initiator, target, day, code, initiator_role, target_role;
