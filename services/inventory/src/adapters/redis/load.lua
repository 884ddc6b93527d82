-- Replaces all that is counted for a property by a snapshot, unless this epoch or a newer one is loaded already.
-- One epoch must be sent once only: takes follow a load, and loading the epoch again would forget them.
--
-- ARGV     1     epoch
--          2     capacity
--          3     number of days with rooms taken
--          4...  day, rooms taken; two for each day
--          then  bookingId, "firstDay:nights"; two for each hold
-- returns  DONE, or NEWER when nothing was changed

local DONE, NEWER = 1, 0
-- Arguments of one HSET: Lua unpacks a few thousand values at most.
local CHUNK = 1000

local epoch = loaded()
if epoch and epoch >= tonumber(ARGV[1]) then return NEWER end

local function fill(key, from, to)
  for at = from, to, CHUNK do
    redis.call('HSET', key, unpack(ARGV, at, math.min(at + CHUNK - 1, to)))
  end
end

local last_day = 3 + 2 * tonumber(ARGV[3])
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
fill(KEYS[2], 4, last_day)
fill(KEYS[3], last_day + 1, #ARGV)
redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'capacity', ARGV[2], 'identity', identity())
return DONE
