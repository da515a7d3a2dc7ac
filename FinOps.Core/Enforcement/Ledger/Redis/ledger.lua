-- What every script shares. Amounts are whole nano-USD and stay texts: Redis adds them as 64-bit integers, while a number of Lua would
-- lose digits beyond nine million USD. Only the sign of a result is looked at as a number, which rounding cannot change.
local function negate(amount)
  if amount == '0' then return '0' end
  if string.sub(amount, 1, 1) == '-' then return string.sub(amount, 2) end
  return '-' .. amount
end

local function add(key, field, amount)
  if amount == '0' then return tonumber(redis.call('HGET', key, field)) end
  return redis.call('HINCRBY', key, field, amount)
end

-- room = limit - posted - pending
local function set_room(account)
  local values = redis.call('HMGET', account, 'limit', 'posted', 'pending')
  redis.call('HSET', account, 'room', '0')
  if values[1] ~= 'u' then add(account, 'room', values[1]) end
  add(account, 'room', negate(values[2]))
  add(account, 'room', negate(values[3]))
end

local function add_pending(account, delta)
  if delta == '0' then return end
  if add(account, 'pending', delta) < 0 then redis.call('HSET', account, 'stopped', '1') end
  add(account, 'room', negate(delta))
end

local function each_account(reservation, visit)
  for account in string.gmatch(redis.call('HGET', reservation, 'accounts'), '[^\n]+') do visit(account) end
end
