#pragma once

#include <string_view>

namespace ticket0::inline v1::detail {

/// All that is done to a budget in Redis, as one script: KEYS[1] is the budget. ARGV: what to do, the slot's
/// id, requests, period, lease, slots to leave free, the server's run_id, for how long nothing may be granted
/// because of what this client knows, how long the server has been up, and the time that `pause` or `end` is
/// about. Times are microseconds. Returns {1 or 0, time to wait, slots in use, reason: 1 for a pause}.
///
/// The key is a sorted set. A slot's score is when it becomes free, by the server's clock. Scores below zero
/// are notes: the period, the server's run_id with the time before which nothing is granted, and a pause with
/// its count. A caller with another period gets an error.
inline constexpr std::string_view budget_script = R"(
local key, op, id = KEYS[1], ARGV[1], ARGV[2]
local n, w, lease, leave = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local run, hold, up, time = 'run:' .. ARGV[7], tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
redis.call('ZREMRANGEBYSCORE', key, 1, now)
local held, pause, count, known, per = 0, 0, 0, false, false
local notes = redis.call('ZRANGEBYSCORE', key, '-inf', '(0', 'WITHSCORES')
for i = 1, #notes, 2 do
  local name, value = notes[i], -tonumber(notes[i + 1])
  if name == 'pause' then pause = value
  elseif name == 'count' then count = value - 1
  elseif name == 'per' then per = value
  else known, held = name, value end
end
if not per then redis.call('ZADD', key, -w, 'per')
elseif per ~= w then
  return redis.error_reply(string.format('TICKET0 the budget %s is for a period of %d ms, but RateLimit.per is %d ms', key, per / 1001, w / 1001))
end
if known ~= run then
  if known then redis.call('ZREM', key, known) end
  held = math.max(held, known and now + w or now - up + w)
end
if hold > 0 then held = math.max(held, now + hold) end
if known ~= run or hold > 0 then redis.call('ZADD', key, -math.max(held, 1), run) end
if op == 'pause' then
  if now + time > pause then redis.call('ZADD', key, -(now + time), 'pause', -1, 'count') end
  return {1, 0, 0, 0}
elseif op == 'end' then
  redis.call('ZADD', key, now + w - time, id)
  return {1, 0, 0, 0}
end
local mine = id ~= '' and redis.call('ZSCORE', key, id)
if op == 'renew' then
  redis.call('ZADD', key, now + lease + w, id)
  return {1, 0, 0, 0}
elseif op == 'confirm' then
  if not mine or held > now then return {0, 0, 0, 0} end
  redis.call('ZADD', key, now + lease + w, id)
  return {1, 0, 0, 0}
end
local used = redis.call('ZCOUNT', key, 1, '+inf')
if not mine then
  local due = pause > 0 and pause + math.floor(math.log(count + 1) / math.log(2) + 0.000001) * 1000000 or 0
  if due > now then return {0, due - now, used, 1} end
  if held > now then return {0, held - now, used, 0} end
  if used + leave >= n then
    local first = redis.call('ZRANGEBYSCORE', key, 1, '+inf', 'WITHSCORES', 'LIMIT', used + leave - n, 1)
    return {0, math.min(w, first[2] and tonumber(first[2]) - now or w), used, 0}
  end
end
if op == 'look' then return {1, 0, used, 0} end
if pause > now - 20000000 and not mine then redis.call('ZADD', key, -(count + 2), 'count') end
redis.call('ZADD', key, now + lease + w, id)
return {1, 0, used, 0}
)";

}  // namespace ticket0::inline v1::detail
