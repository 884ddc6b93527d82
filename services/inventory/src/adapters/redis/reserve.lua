-- Takes rooms for a batch of bookings of one property; each booking gets all of its nights or none.
-- Asked again for the same booking and nights, the answer is the same and nothing is counted twice.
--
-- ARGV     1     the least epoch that must be loaded
--          2...  bookingId, firstDay, nights; three for each booking
-- returns  {NOT_LOADED}: nothing was changed, load the property first
--          {LOADED, epoch, code, firstFullDay, ...}: two for each booking, in order
-- codes    HELD            all nights are this booking's
--          FULL            no night was taken; firstFullDay is the first without a free room
--          HELD_OTHERWISE  no night was taken; the booking holds other nights of this property

local HELD, FULL, HELD_OTHERWISE = 0, 1, 2

local epoch, capacity = loaded()
if not epoch or epoch < tonumber(ARGV[1]) then return { NOT_LOADED } end

local function first_full(days)
  for index, taken in ipairs(redis.call('HMGET', KEYS[2], unpack(days))) do
    if tonumber(taken or 0) >= capacity then return days[index] end
  end
end

local function take(booking, first, nights)
  local wanted = first .. ':' .. nights
  local held = redis.call('HGET', KEYS[3], booking)
  if held then return held == wanted and HELD or HELD_OTHERWISE, 0 end
  local days = {}
  for night = 0, tonumber(nights) - 1 do days[night + 1] = tonumber(first) + night end
  local full = first_full(days)
  if full then return FULL, full end
  for _, day in ipairs(days) do redis.call('HINCRBY', KEYS[2], day, 1) end
  redis.call('HSET', KEYS[3], booking, wanted)
  return HELD, 0
end

local reply = { LOADED, epoch }
for at = 2, #ARGV, 3 do
  local code, day = take(ARGV[at], ARGV[at + 1], ARGV[at + 2])
  reply[#reply + 1] = code
  reply[#reply + 1] = day
end
return reply
