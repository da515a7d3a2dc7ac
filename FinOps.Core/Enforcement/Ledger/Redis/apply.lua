-- KEYS: reservation, settlement of the try, leases, ended, unstored, sequence
-- ARGV: version that the step was made from, pending delta, settles, usage, api key, amount, prefix of settlements, fields of the settlement as one text, fields of the reservation
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then return 'stale' end
if ARGV[3] == '1' and redis.call('EXISTS', KEYS[2]) == 1 then return 'stale' end
local was = redis.call('HGET', KEYS[1], 'state')
local fields = {}
for i = 9, #ARGV do fields[#fields + 1] = ARGV[i] end
redis.call('HSET', KEYS[1], unpack(fields))
each_account(KEYS[1], function(account) add_pending(account, ARGV[2]) end)
local now = redis.call('HMGET', KEYS[1], 'state', 'until', 'closed')
if now[1] == '0' then
  redis.call('ZADD', KEYS[3], now[2], KEYS[1])
elseif was == '0' then
  redis.call('ZREM', KEYS[3], KEYS[1])
  redis.call('ZADD', KEYS[4], now[3], KEYS[1])
end
if ARGV[3] == '1' then
  local id = redis.call('INCR', KEYS[6])
  redis.call('HSET', KEYS[2], 'reservation', KEYS[1], 'booked', ARGV[8])
  redis.call('HSET', KEYS[1], 'kids', (redis.call('HGET', KEYS[1], 'kids') or '') .. KEYS[2] .. '\n')
  redis.call('ZADD', KEYS[5], id, id)
  redis.call('HSET', ARGV[7] .. id, 'usage', ARGV[4], 'key', ARGV[5], 'amount', ARGV[6], 'reservation', KEYS[1])
end
return 'done'
