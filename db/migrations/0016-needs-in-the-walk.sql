-- The walk by distance reads only who offers a needed service: most of a directory offers something
-- else (20,000 service points, two needs: four of five). Numbers of needs, from 1, as the index has them.
create extension if not exists intarray;
create function need_numbers(bits bigint) returns integer[] immutable parallel safe language sql as
  $$ select array_positions(string_to_array(reverse(bits::bit(64)::text), null), '1') $$;
create index service_point_matches_walk on service_point_matches
  using gist (anchor, need_numbers(need_bits) gist__int_ops);
drop index service_point_matches_anchor;

-- A condition of a trigger is read and planned by each statement anew: a function in it cost half of
-- each update. The function says which steps are none.
create or replace function message_only_forward() returns trigger language plpgsql as $$ begin
  if message_rank(new.state) < message_rank(old.state) then
    raise exception 'a message does not go from % to %', old.state, new.state
      using errcode = '23514', constraint = 'message_only_forward';
  end if;
  return new;
end $$;
drop trigger message_only_forward on messages;
create trigger message_only_forward before update on messages
  for each row when (new.state <> old.state) execute function message_only_forward();
