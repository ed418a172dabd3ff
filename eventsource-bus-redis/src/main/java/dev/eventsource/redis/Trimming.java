// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

/** What keeps a stream from growing for ever, and never drops what a group has not done. */
final class Trimming {

    /**
     * For scripts: trims what every group has done off a part, but keeps so many of the newest. Redis drops whole nodes of
     * a stream only, about 100 entries (https://redis.io/docs/latest/commands/xtrim/), which is cheap. The ids of
     * entries are compared as texts, as Lua has no numbers of 64 bits.
     */
    static final String FUNCTION = """
            local function older(a, b)
              local am, as = string.match(a, '(%d+)-(%d+)')
              local bm, bs = string.match(b, '(%d+)-(%d+)')
              if am ~= bm then return #am < #bm or (#am == #bm and am < bm) end
              return #as < #bs or (#as == #bs and as < bs)
            end
            local function trim(t, p, retained, groups)
              local key = t .. ':p' .. p
              local spare = redis.call('XLEN', key) - retained
              if spare <= 0 then return end
              local low
              for _, name in ipairs(groups) do
                local l = redis.call('HGET', t .. ':g:' .. name, 'low' .. p)
                if not low or older(l, low) then low = l end
              end
              local dropped
              if low then
                dropped = redis.call('XTRIM', key, 'MINID', '~', low, 'LIMIT', spare)
              else
                dropped = redis.call('XTRIM', key, 'MAXLEN', '~', retained)
              end
              if dropped > 0 then redis.call('HINCRBY', t, 't' .. p, dropped) end
            end
            """;

    private Trimming() {}
}
