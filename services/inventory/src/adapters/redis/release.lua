-- Gives back the rooms of bookings of one property, by membership: only a hold that is there, with exactly the
-- nights given, is removed and uncounted. Run twice, the second does nothing.
--
-- ARGV     1     the least epoch that must be loaded
--          2...  bookingId, firstDay, nights; three for each booking
-- returns  {NOT_LOADED}: nothing was changed, load the property first
--          {LOADED, released}: how many holds were removed

local epoch = loaded()
if not epoch or epoch < tonumber(ARGV[1]) then return { NOT_LOADED } end

local function uncount(first, nights)
  for day = tonumber(first), tonumber(first) + tonumber(nights) - 1 do
    if redis.call('HINCRBY', KEYS[2], day, -1) == 0 then redis.call('HDEL', KEYS[2], day) end
  end
end

local released = 0
for at = 2, #ARGV, 3 do
  local booking, first, nights = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  if redis.call('HGET', KEYS[3], booking) == first .. ':' .. nights then
    redis.call('HDEL', KEYS[3], booking)
    uncount(first, nights)
    released = released + 1
  end
end
return { LOADED, released }
