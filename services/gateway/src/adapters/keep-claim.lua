-- Writes a claim unless another one holds the key.
--
-- KEYS[1]  idem:<idempotency key> or booking:<booking id>
-- ARGV[1]  token of the claim
-- ARGV[2]  the claim, JSON with that token
-- ARGV[3]  time to live, milliseconds
-- returns  1 KEPT   the key now holds the claim
--          0 OTHER  the key belongs to another claim and was left alone
local held = redis.call('GET', KEYS[1])
if held and cjson.decode(held).token ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
