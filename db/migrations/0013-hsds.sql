-- HSDS groups service points by their service and by their location: without these, each page of an export of
-- 100,000 reads all of them (0.1 s a page, and there are a thousand).
create index service_points_service on service_points (service_id, id);
create index service_points_location on service_points (location_id, id);
