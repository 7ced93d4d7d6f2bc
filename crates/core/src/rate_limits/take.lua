-- Takes a token from every bucket, or from none; see bucket.rs for what a bucket is.
-- KEYS: the buckets. ARGV: for each, what a token takes to come and what filling it takes, in
-- microseconds. Answers 1 if they were taken, and how far each bucket then is from full.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local ahead, taken = {}, 1

local function set(key, ahead)
  -- Numbers this long lose digits when Lua writes them by itself.
  redis.call('SET', key, string.format('%.0f', now + ahead), 'PX', math.ceil(ahead / 1000))
end

for i, key in ipairs(KEYS) do
  local interval, window = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local full = tonumber(redis.call('GET', key) or now)
  ahead[i] = math.max(full - now, 0)
  if ahead[i] > window then
    -- What a wider bucket left: none is emptier than empty.
    ahead[i] = window
    set(key, window)
  end
  if ahead[i] + interval > window then
    taken = 0
  end
end
if taken == 1 then
  for i, key in ipairs(KEYS) do
    ahead[i] = ahead[i] + tonumber(ARGV[2 * i - 1])
    set(key, ahead[i])
  end
end
return {taken, unpack(ahead)}
