--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: citywall_refuse_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.citywall_refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: accounts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.accounts (
    person_id bigint NOT NULL,
    username text NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL,
    roles text NOT NULL,
    scope text NOT NULL,
    created_at bigint NOT NULL,
    disabled boolean DEFAULT false NOT NULL
);


--
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: areas; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.areas (
    id bigint NOT NULL,
    level text NOT NULL,
    code text NOT NULL,
    geometry bytea NOT NULL
);


--
-- Name: case_events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_events (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    seq bigint NOT NULL,
    name text NOT NULL,
    happened_at bigint NOT NULL,
    recorded_at bigint NOT NULL,
    actor_id bigint,
    actor_name text DEFAULT ''::text NOT NULL,
    opinion text DEFAULT ''::text NOT NULL,
    params text DEFAULT '{}'::text NOT NULL
);


--
-- Name: cases; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.cases (
    id bigint NOT NULL,
    version integer NOT NULL,
    number text NOT NULL,
    short integer NOT NULL,
    class_code text NOT NULL,
    state text NOT NULL,
    source text NOT NULL,
    urgency text NOT NULL,
    place text DEFAULT ''::text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    lon double precision,
    lat double precision,
    cell_code text,
    area_id bigint,
    department_id bigint,
    component_code text DEFAULT ''::text NOT NULL,
    reported_at bigint NOT NULL,
    filed_at bigint,
    dispatched_at bigint,
    signed_at bigint,
    deadline_at bigint,
    handled_at bigint,
    checked_at bigint,
    closed_at bigint,
    rework integer DEFAULT 0 NOT NULL,
    photos integer DEFAULT 0 NOT NULL,
    import_key text,
    import_id text
);


--
-- Name: cells; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.cells (
    code text NOT NULL,
    area_id bigint,
    grade text DEFAULT ''::text NOT NULL,
    geometry bytea NOT NULL,
    west double precision NOT NULL,
    south double precision NOT NULL,
    east double precision NOT NULL,
    north double precision NOT NULL
);


--
-- Name: clips; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.clips (
    id text NOT NULL,
    title text NOT NULL,
    title_en text DEFAULT ''::text NOT NULL,
    ladder integer NOT NULL,
    text text DEFAULT ''::text NOT NULL,
    sound bytea NOT NULL
);


--
-- Name: components; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.components (
    code text NOT NULL,
    class_code text NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    cell_code text,
    department_id bigint,
    state text NOT NULL,
    edition_at bigint NOT NULL,
    import_key text,
    CONSTRAINT ck_components_ck_components_degrees CHECK ((((lon >= ('-180'::integer)::double precision) AND (lon <= (180)::double precision)) AND ((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision))))
);


--
-- Name: counters; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.counters (
    name text NOT NULL,
    value bigint NOT NULL
);


--
-- Name: entities; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.entities (
    kind text NOT NULL,
    id bigint NOT NULL,
    natural_key text,
    version integer NOT NULL,
    body text NOT NULL,
    ended boolean DEFAULT false NOT NULL
);


--
-- Name: idempotency; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.idempotency (
    command_id text NOT NULL,
    person_id bigint NOT NULL,
    fingerprint text NOT NULL,
    answer text NOT NULL,
    refused boolean NOT NULL,
    recorded_at bigint NOT NULL
);


--
-- Name: imports; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.imports (
    id text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    started_at bigint NOT NULL,
    by_person_id bigint,
    progress text NOT NULL
);


--
-- Name: meta; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.meta (
    key text NOT NULL,
    value text NOT NULL
);


--
-- Name: outbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outbox (
    seq bigint NOT NULL,
    recorded_at bigint NOT NULL,
    event text NOT NULL,
    before text NOT NULL
);


--
-- Name: tokens; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tokens (
    sha256 text NOT NULL,
    person_id bigint NOT NULL,
    issued_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint
);


--
-- Data for Name: accounts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.accounts VALUES (382551728483991552, 'admin', 'Admin', '$argon2id$v=19$m=64,t=1,p=1$k3kicwGW1bzLmvvjBRYVLA$ydf4HAM03D+moR3cAGgCmX9P0JUSClm1RUq8MFifsoM', '["admin","duty"]', '{}', 1795274639536, false);
INSERT INTO public.accounts VALUES (382551728580460544, 'user-9dd161d2ccf4', 'user-9dd161d2ccf4', '$argon2id$v=19$m=64,t=1,p=1$rGc8Ygp+qEnFYA78htL5iA$ZXSqqDlVwQ3EbUZaxZ+nR0MU9tY4Xwl4OlZODwxQyZU', '["inspector"]', '{}', 1795274639560, false);
INSERT INTO public.accounts VALUES (382551728718872576, 'user-1250eefabd9e', 'user-1250eefabd9e', '$argon2id$v=19$m=64,t=1,p=1$HNOZbMUQWAl2DJ0mwlMS8Q$UONaeirboz/inkAcAWt9qBllJFe3D12IEsMDMUIFHDs', '["intake"]', '{}', 1795274639593, false);
INSERT INTO public.accounts VALUES (382551728769204224, 'user-775c67dbe54b', 'user-775c67dbe54b', '$argon2id$v=19$m=64,t=1,p=1$dEz8PxUzbyw0Gdq10Wbegw$++VN2IMQwBHCsXq6O3+caweIflb8Wd+JDn92mt0SY0Q', '["shift_leader"]', '{}', 1795274639605, false);
INSERT INTO public.accounts VALUES (382551728823730176, 'user-6eab92ecaeb5', 'user-6eab92ecaeb5', '$argon2id$v=19$m=64,t=1,p=1$3dBtXykJkLCwjVt2XODLQg$1wz5IbDQ4vpaLCUv3kGIbCZH667e898UdmtjfS2p8nc', '["dispatcher"]', '{}', 1795274639618, false);
INSERT INTO public.accounts VALUES (382551728907616256, 'user-85f8ca9eb457', 'user-85f8ca9eb457', '$argon2id$v=19$m=64,t=1,p=1$m9Pov17SkB7yXZCQS9M7NQ$YLljNqvEluT3zFyeQj0pkLKgIqBAgv8AHKiOp/1dI3A', '["department"]', '{"view":"department","department_id":"382551728874061824"}', 1795274639636, false);


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES ('0001');


--
-- Data for Name: areas; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: case_events; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.case_events VALUES (382551728651763713, 382551728651763712, 3, 'case.reported', 1795274639574, 1795274639574, 382551728580460544, 'user-9dd161d2ccf4', '', '{}');
INSERT INTO public.case_events VALUES (382551728693706753, 382551728693706752, 4, 'case.reported', 1795274639587, 1795274639587, 382551728580460544, 'user-9dd161d2ccf4', '', '{}');
INSERT INTO public.case_events VALUES (382551728970530816, 382551728693706752, 10, 'case.accepted', 1795274639652, 1795274639652, 382551728718872576, 'user-1250eefabd9e', '', '{}');
INSERT INTO public.case_events VALUES (382551729004085249, 382551729004085248, 11, 'case.reported', 1795274639661, 1795274639661, 382551728580460544, 'user-9dd161d2ccf4', '', '{}');
INSERT INTO public.case_events VALUES (382551729037639680, 382551729004085248, 12, 'case.accepted', 1795274639668, 1795274639668, 382551728718872576, 'user-1250eefabd9e', '', '{}');
INSERT INTO public.case_events VALUES (382551729071194112, 382551729004085248, 13, 'case.filed', 1795274639677, 1795274639677, 382551728769204224, 'user-775c67dbe54b', '', '{}');
INSERT INTO public.case_events VALUES (382551729096359937, 382551729096359936, 14, 'case.reported', 1795274639683, 1795274639683, 382551728580460544, 'user-9dd161d2ccf4', '', '{}');
INSERT INTO public.case_events VALUES (382551729117331456, 382551729096359936, 15, 'case.accepted', 1795274639688, 1795274639688, 382551728718872576, 'user-1250eefabd9e', '', '{}');
INSERT INTO public.case_events VALUES (382551729142497280, 382551729096359936, 16, 'case.filed', 1795274639693, 1795274639693, 382551728769204224, 'user-775c67dbe54b', '', '{}');
INSERT INTO public.case_events VALUES (382551729176051712, 382551729096359936, 17, 'case.dispatched', 1795274639701, 1795274639701, 382551728823730176, 'user-6eab92ecaeb5', '', '{"department_id":"382551728874061824"}');
INSERT INTO public.case_events VALUES (382551729201217537, 382551729201217536, 18, 'case.reported', 1795274639708, 1795274639708, 382551728580460544, 'user-9dd161d2ccf4', '', '{}');
INSERT INTO public.case_events VALUES (382551729226383360, 382551729201217536, 19, 'case.accepted', 1795274639714, 1795274639714, 382551728718872576, 'user-1250eefabd9e', '', '{}');
INSERT INTO public.case_events VALUES (382551729251549184, 382551729201217536, 20, 'case.filed', 1795274639720, 1795274639720, 382551728769204224, 'user-775c67dbe54b', '', '{}');
INSERT INTO public.case_events VALUES (382551729280909312, 382551729201217536, 21, 'case.dispatched', 1795274639726, 1795274639726, 382551728823730176, 'user-6eab92ecaeb5', '', '{"department_id":"382551728874061824"}');
INSERT INTO public.case_events VALUES (382551729318658048, 382551729201217536, 22, 'case.signed', 1795274639735, 1795274639735, 382551728907616256, 'user-85f8ca9eb457', '', '{}');
INSERT INTO public.case_events VALUES (382551729343823873, 382551729343823872, 23, 'case.reported', 1795274639742, 1795274639742, 382551728580460544, 'user-9dd161d2ccf4', '', '{}');
INSERT INTO public.case_events VALUES (382551729373184000, 382551729343823872, 24, 'case.accepted', 1795274639748, 1795274639748, 382551728718872576, 'user-1250eefabd9e', '', '{}');
INSERT INTO public.case_events VALUES (382551729398349824, 382551729343823872, 25, 'case.filed', 1795274639754, 1795274639754, 382551728769204224, 'user-775c67dbe54b', '', '{}');
INSERT INTO public.case_events VALUES (382551729427709952, 382551729343823872, 26, 'case.dispatched', 1795274639761, 1795274639761, 382551728823730176, 'user-6eab92ecaeb5', '', '{"department_id":"382551728874061824"}');
INSERT INTO public.case_events VALUES (382551729452875776, 382551729343823872, 27, 'case.signed', 1795274639768, 1795274639768, 382551728907616256, 'user-85f8ca9eb457', '', '{}');
INSERT INTO public.case_events VALUES (382551729478041600, 382551729343823872, 28, 'case.handling_started', 1795274639774, 1795274639774, 382551728907616256, 'user-85f8ca9eb457', '', '{}');
INSERT INTO public.case_events VALUES (382551729503207425, 382551729503207424, 29, 'case.reported', 1795274639780, 1795274639780, 382551728580460544, 'user-9dd161d2ccf4', '', '{}');
INSERT INTO public.case_events VALUES (382551729532567552, 382551729503207424, 30, 'case.accepted', 1795274639787, 1795274639787, 382551728718872576, 'user-1250eefabd9e', '', '{}');
INSERT INTO public.case_events VALUES (382551729553539072, 382551729503207424, 31, 'case.filed', 1795274639792, 1795274639792, 382551728769204224, 'user-775c67dbe54b', '', '{}');
INSERT INTO public.case_events VALUES (382551729582899200, 382551729503207424, 32, 'case.dispatched', 1795274639798, 1795274639798, 382551728823730176, 'user-6eab92ecaeb5', '', '{"department_id":"382551728874061824"}');
INSERT INTO public.case_events VALUES (382551729608065024, 382551729503207424, 33, 'case.signed', 1795274639805, 1795274639805, 382551728907616256, 'user-85f8ca9eb457', '', '{}');
INSERT INTO public.case_events VALUES (382551729633230848, 382551729503207424, 34, 'case.handling_started', 1795274639810, 1795274639810, 382551728907616256, 'user-85f8ca9eb457', '', '{}');
INSERT INTO public.case_events VALUES (382551729654202368, 382551729503207424, 35, 'case.fed_back', 1795274639816, 1795274639816, 382551728907616256, 'user-85f8ca9eb457', '清理完毕', '{}');
INSERT INTO public.case_events VALUES (382551729675173889, 382551729675173888, 36, 'case.reported', 1795274639821, 1795274639821, 382551728580460544, 'user-9dd161d2ccf4', '', '{}');
INSERT INTO public.case_events VALUES (382551729700339712, 382551729675173888, 37, 'case.accepted', 1795274639827, 1795274639827, 382551728718872576, 'user-1250eefabd9e', '', '{}');
INSERT INTO public.case_events VALUES (382551729721311232, 382551729675173888, 38, 'case.filed', 1795274639832, 1795274639832, 382551728769204224, 'user-775c67dbe54b', '', '{}');
INSERT INTO public.case_events VALUES (382551729750671360, 382551729675173888, 39, 'case.dispatched', 1795274639838, 1795274639838, 382551728823730176, 'user-6eab92ecaeb5', '', '{"department_id":"382551728874061824"}');
INSERT INTO public.case_events VALUES (382551729775837184, 382551729675173888, 40, 'case.signed', 1795274639845, 1795274639845, 382551728907616256, 'user-85f8ca9eb457', '', '{}');
INSERT INTO public.case_events VALUES (382551729801003008, 382551729675173888, 41, 'case.handling_started', 1795274639851, 1795274639851, 382551728907616256, 'user-85f8ca9eb457', '', '{}');
INSERT INTO public.case_events VALUES (382551729826168832, 382551729675173888, 42, 'case.fed_back', 1795274639857, 1795274639857, 382551728907616256, 'user-85f8ca9eb457', '清理完毕', '{}');
INSERT INTO public.case_events VALUES (382551729855528960, 382551729675173888, 43, 'case.checked', 1795274639863, 1795274639863, 382551728580460544, 'user-9dd161d2ccf4', '', '{}');
INSERT INTO public.case_events VALUES (382551729876500481, 382551729876500480, 44, 'case.reported', 1795274639869, 1795274639869, 382551728580460544, 'user-9dd161d2ccf4', '', '{}');
INSERT INTO public.case_events VALUES (382551729905860608, 382551729876500480, 45, 'case.accepted', 1795274639875, 1795274639875, 382551728718872576, 'user-1250eefabd9e', '', '{}');
INSERT INTO public.case_events VALUES (382551729931026432, 382551729876500480, 46, 'case.filed', 1795274639882, 1795274639882, 382551728769204224, 'user-775c67dbe54b', '', '{}');
INSERT INTO public.case_events VALUES (382551729956192256, 382551729876500480, 47, 'case.dispatched', 1795274639888, 1795274639888, 382551728823730176, 'user-6eab92ecaeb5', '', '{"department_id":"382551728874061824"}');
INSERT INTO public.case_events VALUES (382551729981358080, 382551729876500480, 48, 'case.signed', 1795274639894, 1795274639894, 382551728907616256, 'user-85f8ca9eb457', '', '{}');
INSERT INTO public.case_events VALUES (382551730002329600, 382551729876500480, 49, 'case.handling_started', 1795274639899, 1795274639899, 382551728907616256, 'user-85f8ca9eb457', '', '{}');
INSERT INTO public.case_events VALUES (382551730027495424, 382551729876500480, 50, 'case.fed_back', 1795274639905, 1795274639905, 382551728907616256, 'user-85f8ca9eb457', '清理完毕', '{}');
INSERT INTO public.case_events VALUES (382551730052661248, 382551729876500480, 51, 'case.checked', 1795274639910, 1795274639910, 382551728580460544, 'user-9dd161d2ccf4', '', '{}');
INSERT INTO public.case_events VALUES (382551730107187200, 382551729876500480, 52, 'case.closed', 1795274639922, 1795274639922, 382551728769204224, 'user-775c67dbe54b', '', '{}');
INSERT INTO public.case_events VALUES (382551730136547329, 382551730136547328, 53, 'case.reported', 1795274639931, 1795274639931, 382551728580460544, 'user-9dd161d2ccf4', '', '{}');
INSERT INTO public.case_events VALUES (382551730182684672, 382551730136547328, 54, 'case.refused', 1795274639941, 1795274639941, 382551728718872576, 'user-1250eefabd9e', '不属于本级管理', '{}');
INSERT INTO public.case_events VALUES (382551730207850496, 382551730203656192, 55, 'case.reported', 1795274639948, 1795274639948, 382551728580460544, 'user-9dd161d2ccf4', '', '{}');
INSERT INTO public.case_events VALUES (382551730237210624, 382551730203656192, 56, 'case.accepted', 1795274639954, 1795274639954, 382551728718872576, 'user-1250eefabd9e', '', '{}');
INSERT INTO public.case_events VALUES (382551730270765056, 382551730203656192, 57, 'case.filed', 1795274639961, 1795274639961, 382551728769204224, 'user-775c67dbe54b', '', '{}');
INSERT INTO public.case_events VALUES (382551730300125184, 382551730203656192, 58, 'case.dispatched', 1795274639969, 1795274639969, 382551728823730176, 'user-6eab92ecaeb5', '', '{"department_id":"382551728874061824"}');
INSERT INTO public.case_events VALUES (382551730329485312, 382551730203656192, 59, 'case.signed', 1795274639976, 1795274639976, 382551728907616256, 'user-85f8ca9eb457', '', '{}');
INSERT INTO public.case_events VALUES (382551730367234048, 382551730203656192, 60, 'case.handling_started', 1795274639985, 1795274639985, 382551728907616256, 'user-85f8ca9eb457', '', '{}');
INSERT INTO public.case_events VALUES (382551730409177088, 382551730203656192, 61, 'case.fed_back', 1795274639993, 1795274639993, 382551728907616256, 'user-85f8ca9eb457', '清理完毕', '{}');
INSERT INTO public.case_events VALUES (382551730442731520, 382551730203656192, 62, 'case.returned_for_rework', 1795274640003, 1795274640003, 382551728580460544, 'user-9dd161d2ccf4', '未清理干净', '{}');


--
-- Data for Name: cases; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.cases VALUES (382551728651763712, 1, '20261121-000001', 1, 'E0110', 'reported', 'inspector', 'normal', '长兴路 86 号', '', 121.47, 31.23, NULL, NULL, NULL, '', 1795274639574, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL);
INSERT INTO public.cases VALUES (382551728693706752, 2, '20261121-000002', 2, 'E0110', 'accepted', 'inspector', 'normal', '长兴路 86 号', '', 121.47, 31.23, NULL, NULL, NULL, '', 1795274639587, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL);
INSERT INTO public.cases VALUES (382551729004085248, 3, '20261121-000003', 3, 'E0110', 'filed', 'inspector', 'normal', '长兴路 86 号', '', 121.47, 31.23, NULL, NULL, NULL, '', 1795274639661, 1795274639677, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL);
INSERT INTO public.cases VALUES (382551729096359936, 4, '20261121-000004', 4, 'E0110', 'dispatched', 'inspector', 'normal', '长兴路 86 号', '', 121.47, 31.23, NULL, NULL, 382551728874061824, '', 1795274639683, 1795274639693, 1795274639701, NULL, 1795334400000, NULL, NULL, NULL, 0, 0, NULL, NULL);
INSERT INTO public.cases VALUES (382551729201217536, 5, '20261121-000005', 5, 'E0110', 'signed', 'inspector', 'normal', '长兴路 86 号', '', 121.47, 31.23, NULL, NULL, 382551728874061824, '', 1795274639708, 1795274639720, 1795274639726, 1795274639735, 1795334400000, NULL, NULL, NULL, 0, 0, NULL, NULL);
INSERT INTO public.cases VALUES (382551729343823872, 6, '20261121-000006', 6, 'E0110', 'handling', 'inspector', 'normal', '长兴路 86 号', '', 121.47, 31.23, NULL, NULL, 382551728874061824, '', 1795274639742, 1795274639754, 1795274639761, 1795274639768, 1795334400000, NULL, NULL, NULL, 0, 0, NULL, NULL);
INSERT INTO public.cases VALUES (382551729503207424, 7, '20261121-000007', 7, 'E0110', 'feedback', 'inspector', 'normal', '长兴路 86 号', '', 121.47, 31.23, NULL, NULL, 382551728874061824, '', 1795274639780, 1795274639792, 1795274639798, 1795274639805, 1795334400000, 1795274639816, NULL, NULL, 0, 0, NULL, NULL);
INSERT INTO public.cases VALUES (382551729675173888, 8, '20261121-000008', 8, 'E0110', 'checked', 'inspector', 'normal', '长兴路 86 号', '', 121.47, 31.23, NULL, NULL, 382551728874061824, '', 1795274639821, 1795274639832, 1795274639838, 1795274639845, 1795334400000, 1795274639857, 1795274639863, NULL, 0, 0, NULL, NULL);
INSERT INTO public.cases VALUES (382551729876500480, 9, '20261121-000009', 9, 'E0110', 'closed', 'inspector', 'normal', '长兴路 86 号', '', 121.47, 31.23, NULL, NULL, 382551728874061824, '', 1795274639869, 1795274639882, 1795274639888, 1795274639894, 1795334400000, 1795274639905, 1795274639910, 1795274639922, 0, 0, NULL, NULL);
INSERT INTO public.cases VALUES (382551730136547328, 2, '20261121-000010', 10, 'E0110', 'refused', 'inspector', 'normal', '老街 9 号', '井盖破损', 121.5, 31.2, NULL, NULL, NULL, '', 1795274639931, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL);
INSERT INTO public.cases VALUES (382551730203656192, 8, '20261121-000011', 11, 'E0110', 'handling', 'inspector', 'normal', '长兴路 86 号', '', 121.47, 31.23, NULL, NULL, 382551728874061824, '', 1795274639948, 1795274639961, 1795274639969, 1795274639976, 1795334400000, NULL, NULL, NULL, 1, 0, NULL, NULL);


--
-- Data for Name: cells; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: clips; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: components; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: counters; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.counters VALUES ('case:20261121', 11);
INSERT INTO public.counters VALUES ('outbox', 63);


--
-- Data for Name: entities; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.entities VALUES ('person', 382551728483991552, NULL, 1, '{"kind":"person","id":"382551728483991552","name":"Admin","roles":["admin","duty"]}', false);
INSERT INTO public.entities VALUES ('person', 382551728580460544, NULL, 1, '{"kind":"person","id":"382551728580460544","name":"user-9dd161d2ccf4","roles":["inspector"]}', false);
INSERT INTO public.entities VALUES ('person', 382551728718872576, NULL, 1, '{"kind":"person","id":"382551728718872576","name":"user-1250eefabd9e","roles":["intake"]}', false);
INSERT INTO public.entities VALUES ('person', 382551728769204224, NULL, 1, '{"kind":"person","id":"382551728769204224","name":"user-775c67dbe54b","roles":["shift_leader"]}', false);
INSERT INTO public.entities VALUES ('person', 382551728823730176, NULL, 1, '{"kind":"person","id":"382551728823730176","name":"user-6eab92ecaeb5","roles":["dispatcher"]}', false);
INSERT INTO public.entities VALUES ('department', 382551728874061824, 'D-26113cab', 1, '{"kind":"department","id":"382551728874061824","code":"D-26113cab","name":"环卫处"}', false);
INSERT INTO public.entities VALUES ('person', 382551728907616256, NULL, 1, '{"kind":"person","id":"382551728907616256","name":"user-85f8ca9eb457","roles":["department"],"department_id":"382551728874061824"}', false);
INSERT INTO public.entities VALUES ('scene', 382551730476285952, 'duty', 1, '{"kind":"scene","id":"382551730476285952","name":"duty"}', false);


--
-- Data for Name: idempotency; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.idempotency VALUES ('813f2165ec794ade94b72ff161cf2327', 382551728580460544, 'c9672dbbccb55ceaa882a102e607969b447aeebca7d2d04ca221f5d753a7d2fe', '{"seq":3,"name":"case.reported","ids":["382551728651763712"]}', false, 1795274639574);
INSERT INTO public.idempotency VALUES ('1895dc67f3ce418f89bca4e6d2de616d', 382551728580460544, 'c9672dbbccb55ceaa882a102e607969b447aeebca7d2d04ca221f5d753a7d2fe', '{"seq":4,"name":"case.reported","ids":["382551728693706752"]}', false, 1795274639587);
INSERT INTO public.idempotency VALUES ('abed503a2c3b41bd80076deba05e66b0', 382551728483991552, '38512896b18980873777e60c0f695f0a6fff5cd4b45d6bbb8dccde7b693d5148', '{"seq":8,"name":"department.saved","ids":["382551728874061824"]}', false, 1795274639629);
INSERT INTO public.idempotency VALUES ('4db30060803a45fa8c87e2365438c2e5', 382551728718872576, 'e3692e9e1b54ed6120f5f5485b6c5e2452c0d57de80cf4752828b61fc9429e3f', '{"seq":10,"name":"case.accepted","ids":["382551728693706752"]}', false, 1795274639652);
INSERT INTO public.idempotency VALUES ('48276421ff4e4c57b2770c83765d7f67', 382551728580460544, 'c9672dbbccb55ceaa882a102e607969b447aeebca7d2d04ca221f5d753a7d2fe', '{"seq":11,"name":"case.reported","ids":["382551729004085248"]}', false, 1795274639661);
INSERT INTO public.idempotency VALUES ('b337ef5f55c14c6597605d3278b3367d', 382551728718872576, '2cc0f2d6f386268e0016f5b1103acdbafe8253be2752e6964b1fd6ceeccc3b8f', '{"seq":12,"name":"case.accepted","ids":["382551729004085248"]}', false, 1795274639668);
INSERT INTO public.idempotency VALUES ('96503009d4c14715ba545d9df74c58f9', 382551728769204224, '82771312cc28f463444c90d1b5504e3e3b67b5f7301844834574662e2b20b40a', '{"seq":13,"name":"case.filed","ids":["382551729004085248"]}', false, 1795274639677);
INSERT INTO public.idempotency VALUES ('4209bdad6a7e491c9b8c94522fe727d6', 382551728580460544, 'c9672dbbccb55ceaa882a102e607969b447aeebca7d2d04ca221f5d753a7d2fe', '{"seq":14,"name":"case.reported","ids":["382551729096359936"]}', false, 1795274639683);
INSERT INTO public.idempotency VALUES ('186ec7767fe4412b96459fd13867e577', 382551728718872576, '903d5be34a3605c0a04b1a20432c56a56165ee72aad55b018fadf01fd71b9ce0', '{"seq":15,"name":"case.accepted","ids":["382551729096359936"]}', false, 1795274639688);
INSERT INTO public.idempotency VALUES ('1eac0c1e108848fc930b786346346f12', 382551728769204224, 'c89da7c44f7a45577861d01481d55b38df0413079eb6ebcf8c92510e6e6c9e75', '{"seq":16,"name":"case.filed","ids":["382551729096359936"]}', false, 1795274639693);
INSERT INTO public.idempotency VALUES ('648f6c36f1c34fedbabb672a07e17260', 382551728823730176, '734d9386b0881143b1996b249cda9abf0bf36fd6084bd3749f6f5fd477ffd112', '{"seq":17,"name":"case.dispatched","ids":["382551729096359936"]}', false, 1795274639701);
INSERT INTO public.idempotency VALUES ('8c38e6fa3c4f40ad94562b54cd117f0e', 382551728580460544, 'c9672dbbccb55ceaa882a102e607969b447aeebca7d2d04ca221f5d753a7d2fe', '{"seq":18,"name":"case.reported","ids":["382551729201217536"]}', false, 1795274639708);
INSERT INTO public.idempotency VALUES ('a58019dc8f744aada9a241fb5bbdff55', 382551728718872576, '94f1d1d187e5da5bdcd4bec69ad725f0813b7a0fd6e329247d0b9359958f7f37', '{"seq":19,"name":"case.accepted","ids":["382551729201217536"]}', false, 1795274639714);
INSERT INTO public.idempotency VALUES ('f9e481fd691b4115ac68e3c4f044cf06', 382551728769204224, '6d733ee8548d1276e6995b6c94766955e047dd3b957ed51810aaf06cd8f67836', '{"seq":20,"name":"case.filed","ids":["382551729201217536"]}', false, 1795274639720);
INSERT INTO public.idempotency VALUES ('e1b726eaa1ca4fb0884a9bbf001cd239', 382551728823730176, 'fe4c64e8b67b9abbd0ec85c6b43d895af4d6ee9593ab2961346d6fc0aa389892', '{"seq":21,"name":"case.dispatched","ids":["382551729201217536"]}', false, 1795274639726);
INSERT INTO public.idempotency VALUES ('9649f93e62264423af88ce4e13dfb8f1', 382551728907616256, '80c1d771a882675cf0409a2f8f1a9a5e16e3bc44e2f870815130877408d14d5f', '{"seq":22,"name":"case.signed","ids":["382551729201217536"]}', false, 1795274639735);
INSERT INTO public.idempotency VALUES ('7f88fdbb2dd7437ea7c1a5f63720185c', 382551728580460544, 'c9672dbbccb55ceaa882a102e607969b447aeebca7d2d04ca221f5d753a7d2fe', '{"seq":23,"name":"case.reported","ids":["382551729343823872"]}', false, 1795274639742);
INSERT INTO public.idempotency VALUES ('17e0854ff32b4858be33900d313e3189', 382551728718872576, 'f1fc6658d136ab7c4c4d4992d910bddcd8e38a8cc740ca463f65858c154c25bb', '{"seq":24,"name":"case.accepted","ids":["382551729343823872"]}', false, 1795274639748);
INSERT INTO public.idempotency VALUES ('99eb8bdc22c745b1ae840a30932306f2', 382551728769204224, '58b41f25d87f340cfa8290edfb6e5f077ff7361706070f5c31feb54b60af54f0', '{"seq":25,"name":"case.filed","ids":["382551729343823872"]}', false, 1795274639754);
INSERT INTO public.idempotency VALUES ('d82e9b0f3bef44159bb743933f2a76f6', 382551728823730176, 'fd6da73a53016fac9b11d4606624b67c4472b4e0361f76083b97206269ab4153', '{"seq":26,"name":"case.dispatched","ids":["382551729343823872"]}', false, 1795274639761);
INSERT INTO public.idempotency VALUES ('880e24bcef504a59ac70ed3113c27052', 382551728907616256, '0b3fd3cce4c34af6ee3dd879fb985651dae74dd9e7fc708ceb2e544fa0b4d353', '{"seq":27,"name":"case.signed","ids":["382551729343823872"]}', false, 1795274639768);
INSERT INTO public.idempotency VALUES ('8173e1b23b0743ccbc80eb3bb8a937a4', 382551728907616256, 'a914f8212968a97e6d232d6c853e0f0789685e76c3496be64173b8865cc3de6d', '{"seq":28,"name":"case.handling_started","ids":["382551729343823872"]}', false, 1795274639774);
INSERT INTO public.idempotency VALUES ('1a0b6d5c4c1f459ebb83742f9370a010', 382551728580460544, 'c9672dbbccb55ceaa882a102e607969b447aeebca7d2d04ca221f5d753a7d2fe', '{"seq":29,"name":"case.reported","ids":["382551729503207424"]}', false, 1795274639780);
INSERT INTO public.idempotency VALUES ('948e248002f44749acab5de37e2e1869', 382551728718872576, '8dc7caab00c8debb7a56351dff8d27a03d6a4afdeb6470449349a52349c85444', '{"seq":30,"name":"case.accepted","ids":["382551729503207424"]}', false, 1795274639787);
INSERT INTO public.idempotency VALUES ('d1722d83d0c54728b3e1d1297cd34da1', 382551728769204224, '1230a241649ba1e6802d22bf297d03b5cb19c19af36f6d9d7f5cad1b34ba0843', '{"seq":31,"name":"case.filed","ids":["382551729503207424"]}', false, 1795274639792);
INSERT INTO public.idempotency VALUES ('bf55f5ed675641c79a3803ba51960d8f', 382551728823730176, 'e4f0a71636e477e31ed3ec5784c8452382a93f0f71c4237e2dc70aff2104cfdc', '{"seq":32,"name":"case.dispatched","ids":["382551729503207424"]}', false, 1795274639798);
INSERT INTO public.idempotency VALUES ('bd0d60f343d64c00994bb96ef15fdad8', 382551728907616256, '204d772d83403e31157d2b702ee8840d926f84a253b3e35ebf2c9fb522c3e281', '{"seq":33,"name":"case.signed","ids":["382551729503207424"]}', false, 1795274639805);
INSERT INTO public.idempotency VALUES ('bf230d4859e644bd831d501e03d47af0', 382551728907616256, 'a1baba335a7833abca760b54bd7d473c6ce81d5d665211da27a88cf537a74a4d', '{"seq":34,"name":"case.handling_started","ids":["382551729503207424"]}', false, 1795274639810);
INSERT INTO public.idempotency VALUES ('b040357a50f54a2bbeeed60bad51ca6a', 382551728907616256, '452927ca0f89f02381d159322c9302e9e22a0f682f1761baffb110c6c8f308c1', '{"seq":35,"name":"case.fed_back","ids":["382551729503207424"]}', false, 1795274639816);
INSERT INTO public.idempotency VALUES ('afb61924c5f147a28df2694bd01148ac', 382551728580460544, 'c9672dbbccb55ceaa882a102e607969b447aeebca7d2d04ca221f5d753a7d2fe', '{"seq":36,"name":"case.reported","ids":["382551729675173888"]}', false, 1795274639821);
INSERT INTO public.idempotency VALUES ('9279501f93ac4e9a86678859d149633a', 382551728718872576, '6d814c563a054e9a1a1d617951d6b1c44ca40455c119c0589c2f900b1d990e4b', '{"seq":37,"name":"case.accepted","ids":["382551729675173888"]}', false, 1795274639827);
INSERT INTO public.idempotency VALUES ('b2e006e63e204b629dd38ba80e0377dc', 382551728769204224, 'edaed9d027937fc9a9931f1e961967977e731fd58d236cf5db71087ebb61dc86', '{"seq":38,"name":"case.filed","ids":["382551729675173888"]}', false, 1795274639832);
INSERT INTO public.idempotency VALUES ('62ab9dbc2b2d4c8f981ec436a4de6d54', 382551728823730176, 'b0097906ec7ebff44c63d166b681935bc58d418a9505f39fb69861efc613c5f7', '{"seq":39,"name":"case.dispatched","ids":["382551729675173888"]}', false, 1795274639838);
INSERT INTO public.idempotency VALUES ('5c4dfc6d26b04385a80a27da0a4c52d0', 382551728907616256, '2615b935f3dd321c13fd60b0e9bfa5a68997ca44bc1fc2f768955119ef14c3fa', '{"seq":40,"name":"case.signed","ids":["382551729675173888"]}', false, 1795274639845);
INSERT INTO public.idempotency VALUES ('9740d4f55f7f49a1a64f94a3cbb934e8', 382551728907616256, '7683a271f45b612845249607fe672cfbbea312e1c26c6aba9846f585fb0f4057', '{"seq":41,"name":"case.handling_started","ids":["382551729675173888"]}', false, 1795274639851);
INSERT INTO public.idempotency VALUES ('ecbc471723b9474cae40c324e96d5ae0', 382551728907616256, 'e8056ed72b82c0cf623162f3821837b470883e0d83fd166e243b1317083eb503', '{"seq":42,"name":"case.fed_back","ids":["382551729675173888"]}', false, 1795274639857);
INSERT INTO public.idempotency VALUES ('e3859c49c31a437ea11f8ad7e9ced1a3', 382551728580460544, '9a01c8cd94b441637fe73c599087cbdd0c3302791c72b87a5c0e31a24e8430a9', '{"seq":43,"name":"case.checked","ids":["382551729675173888"]}', false, 1795274639863);
INSERT INTO public.idempotency VALUES ('a9b87c072ae54f5ebd71a3fae8cf5577', 382551728580460544, 'c9672dbbccb55ceaa882a102e607969b447aeebca7d2d04ca221f5d753a7d2fe', '{"seq":44,"name":"case.reported","ids":["382551729876500480"]}', false, 1795274639869);
INSERT INTO public.idempotency VALUES ('1688202dc8ff4148ba48cf3fe7221b98', 382551728718872576, '3879cd2a51516f20816567b9f784c3c4ae35bf4940ae363575de17812758d32d', '{"seq":45,"name":"case.accepted","ids":["382551729876500480"]}', false, 1795274639875);
INSERT INTO public.idempotency VALUES ('42b6f23cddc440499c627c6266f447cf', 382551728769204224, '114909e36e4989883db9c20a28f34ea6c24d1691d5719a6eb1dd3317d239bb5c', '{"seq":46,"name":"case.filed","ids":["382551729876500480"]}', false, 1795274639882);
INSERT INTO public.idempotency VALUES ('22e17b4990f848e99ae5726e6c8bbb15', 382551728823730176, '1e15c66fa0ef94b4ba80bdce581780897eacf16af5d310cbf2595cb64098d42e', '{"seq":47,"name":"case.dispatched","ids":["382551729876500480"]}', false, 1795274639888);
INSERT INTO public.idempotency VALUES ('1047229fa1ad42068f93070ce2b2a9ac', 382551728907616256, '8fd4eca62b6e18609d16002d60d88391a6516d44e9be413d78e86faa74a649c9', '{"seq":48,"name":"case.signed","ids":["382551729876500480"]}', false, 1795274639894);
INSERT INTO public.idempotency VALUES ('a085fb4410894bf3b4a9d875838464be', 382551728907616256, '72c247381b0081254437c8f40b7b28b9fe9f6b6ae342597e519c9a9b0cf93666', '{"seq":49,"name":"case.handling_started","ids":["382551729876500480"]}', false, 1795274639899);
INSERT INTO public.idempotency VALUES ('078c3b8bf5c64245b47470e894b3755c', 382551728907616256, 'fb1c77a0658d8a11f9c0ab8b44b4aa7e1bf124b23e6b20b4a931c7588f884df3', '{"seq":50,"name":"case.fed_back","ids":["382551729876500480"]}', false, 1795274639905);
INSERT INTO public.idempotency VALUES ('c4cb56e87272481eb652d097a8c6f60d', 382551728580460544, 'aab5e903f5327fd9c421674e8e69f82354b4d1b1c7607fece6a35f7ec5b6303e', '{"seq":51,"name":"case.checked","ids":["382551729876500480"]}', false, 1795274639910);
INSERT INTO public.idempotency VALUES ('5a4e0f3f95864ac683b6e690c95984bb', 382551728769204224, 'cc2dcf3e1687e500ac9f938feb65ff852b644e3ae05baef17e314ea1894ede72', '{"seq":52,"name":"case.closed","ids":["382551729876500480"]}', false, 1795274639922);
INSERT INTO public.idempotency VALUES ('993ce9509c344a7aadbdbe35f46097f1', 382551728580460544, 'b93a8345bde53dbefa317b0e659f7adb80f6fc41315b225bc3be8184c4473a3c', '{"seq":53,"name":"case.reported","ids":["382551730136547328"]}', false, 1795274639931);
INSERT INTO public.idempotency VALUES ('23d8fb4da0bb4a22aa3ee92987ad86c1', 382551728718872576, '884da768e2ec0e2c1e5ac88db429130218d57d348c5cb83f1aab7305b9b528b1', '{"seq":54,"name":"case.refused","ids":["382551730136547328"]}', false, 1795274639941);
INSERT INTO public.idempotency VALUES ('cd6db5e1dbd44e2899fc93f4186decba', 382551728580460544, 'c9672dbbccb55ceaa882a102e607969b447aeebca7d2d04ca221f5d753a7d2fe', '{"seq":55,"name":"case.reported","ids":["382551730203656192"]}', false, 1795274639948);
INSERT INTO public.idempotency VALUES ('b455f2a35a8a4db6935e903771297a17', 382551728718872576, '1d9fb07feeb2854dec1ea8ada308768d9b8fd38e33416ed4d2c35477b09d45af', '{"seq":56,"name":"case.accepted","ids":["382551730203656192"]}', false, 1795274639954);
INSERT INTO public.idempotency VALUES ('0d70b38ebdf340f7b83b7256ca6e76c9', 382551728769204224, '82a16dcbf3c3129de98ba30b4c7f1e4294390f07e8c91c07362ce1b1df2f9569', '{"seq":57,"name":"case.filed","ids":["382551730203656192"]}', false, 1795274639961);
INSERT INTO public.idempotency VALUES ('d9c5b1078f0949c4a4872771d52b025e', 382551728823730176, '25b3118428a52ecbe32af28af723aa4f716869bda507fe195ed681859991a036', '{"seq":58,"name":"case.dispatched","ids":["382551730203656192"]}', false, 1795274639969);
INSERT INTO public.idempotency VALUES ('29487c455071465a8484b7bfc23c43df', 382551728907616256, 'db942a69e5db1a88d00c906e3a1d4938a654bf5ac9c62ebd75c6edb7f5a41090', '{"seq":59,"name":"case.signed","ids":["382551730203656192"]}', false, 1795274639976);
INSERT INTO public.idempotency VALUES ('a2461783201240f9b161941f6596de5d', 382551728907616256, '3f843fee148a822634b968d6b411bd37bc68c5492cc539544353ff5d52d1f344', '{"seq":60,"name":"case.handling_started","ids":["382551730203656192"]}', false, 1795274639985);
INSERT INTO public.idempotency VALUES ('e9bb51205e4f476d97e43a72da913bc8', 382551728907616256, 'ed4b728f580f2675561e439318db9f3d2afc8693a76edc5c36fd704011d26a1e', '{"seq":61,"name":"case.fed_back","ids":["382551730203656192"]}', false, 1795274639993);
INSERT INTO public.idempotency VALUES ('c67d6fa44cff47c8be402cf1bf6a1e28', 382551728580460544, '1820c8e163bbcece34c277544703495bc4229b36415cff90c176f7e43d9be4ba', '{"seq":62,"name":"case.returned_for_rework","ids":["382551730203656192"]}', false, 1795274640003);
INSERT INTO public.idempotency VALUES ('1e9f108c95e54e6eaa1597cae3842bd8', 382551728483991552, 'e582a279d1d88305bbcddad69aa3c62129987b687ef53b8451d58e029e50bc93', '{"seq":63,"name":"scene.saved","ids":["382551730476285952"]}', false, 1795274640012);


--
-- Data for Name: imports; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: meta; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.meta VALUES ('history', 'c0c7f385aec17869');


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.outbox VALUES (1, 1795274639536, '{"seq":1,"name":"person.saved","happened_at":"2026-11-21T15:23:59.536000Z","recorded_at":"2026-11-21T15:23:59.536000Z","upsert":[{"kind":"person","id":"382551728483991552","name":"Admin","roles":["admin","duty"]}]}', '[]');
INSERT INTO public.outbox VALUES (2, 1795274639560, '{"seq":2,"name":"person.saved","happened_at":"2026-11-21T15:23:59.560000Z","recorded_at":"2026-11-21T15:23:59.560000Z","actor_id":"382551728483991552","upsert":[{"kind":"person","id":"382551728580460544","name":"user-9dd161d2ccf4","roles":["inspector"]}]}', '[]');
INSERT INTO public.outbox VALUES (3, 1795274639574, '{"seq":3,"name":"case.reported","happened_at":"2026-11-21T15:23:59.574000Z","recorded_at":"2026-11-21T15:23:59.574000Z","actor_id":"382551728580460544","upsert":[{"kind":"case","id":"382551728651763712","number":"20261121-000001","short":1,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.574000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[]');
INSERT INTO public.outbox VALUES (4, 1795274639587, '{"seq":4,"name":"case.reported","happened_at":"2026-11-21T15:23:59.587000Z","recorded_at":"2026-11-21T15:23:59.587000Z","actor_id":"382551728580460544","upsert":[{"kind":"case","id":"382551728693706752","number":"20261121-000002","short":2,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.587000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[]');
INSERT INTO public.outbox VALUES (5, 1795274639593, '{"seq":5,"name":"person.saved","happened_at":"2026-11-21T15:23:59.593000Z","recorded_at":"2026-11-21T15:23:59.593000Z","actor_id":"382551728483991552","upsert":[{"kind":"person","id":"382551728718872576","name":"user-1250eefabd9e","roles":["intake"]}]}', '[]');
INSERT INTO public.outbox VALUES (6, 1795274639605, '{"seq":6,"name":"person.saved","happened_at":"2026-11-21T15:23:59.605000Z","recorded_at":"2026-11-21T15:23:59.605000Z","actor_id":"382551728483991552","upsert":[{"kind":"person","id":"382551728769204224","name":"user-775c67dbe54b","roles":["shift_leader"]}]}', '[]');
INSERT INTO public.outbox VALUES (7, 1795274639618, '{"seq":7,"name":"person.saved","happened_at":"2026-11-21T15:23:59.618000Z","recorded_at":"2026-11-21T15:23:59.618000Z","actor_id":"382551728483991552","upsert":[{"kind":"person","id":"382551728823730176","name":"user-6eab92ecaeb5","roles":["dispatcher"]}]}', '[]');
INSERT INTO public.outbox VALUES (8, 1795274639629, '{"seq":8,"name":"department.saved","happened_at":"2026-11-21T15:23:59.629000Z","recorded_at":"2026-11-21T15:23:59.629000Z","actor_id":"382551728483991552","upsert":[{"kind":"department","id":"382551728874061824","code":"D-26113cab","name":"环卫处"}]}', '[]');
INSERT INTO public.outbox VALUES (9, 1795274639636, '{"seq":9,"name":"person.saved","happened_at":"2026-11-21T15:23:59.636000Z","recorded_at":"2026-11-21T15:23:59.636000Z","actor_id":"382551728483991552","upsert":[{"kind":"person","id":"382551728907616256","name":"user-85f8ca9eb457","roles":["department"],"department_id":"382551728874061824"}]}', '[]');
INSERT INTO public.outbox VALUES (10, 1795274639652, '{"seq":10,"name":"case.accepted","happened_at":"2026-11-21T15:23:59.652000Z","recorded_at":"2026-11-21T15:23:59.652000Z","actor_id":"382551728718872576","upsert":[{"kind":"case","id":"382551728693706752","version":2,"number":"20261121-000002","short":2,"class_code":"E0110","state":"accepted","source":"inspector","reported_at":"2026-11-21T15:23:59.587000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[{"kind":"case","id":"382551728693706752","number":"20261121-000002","short":2,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.587000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (11, 1795274639661, '{"seq":11,"name":"case.reported","happened_at":"2026-11-21T15:23:59.661000Z","recorded_at":"2026-11-21T15:23:59.661000Z","actor_id":"382551728580460544","upsert":[{"kind":"case","id":"382551729004085248","number":"20261121-000003","short":3,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.661000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[]');
INSERT INTO public.outbox VALUES (12, 1795274639668, '{"seq":12,"name":"case.accepted","happened_at":"2026-11-21T15:23:59.668000Z","recorded_at":"2026-11-21T15:23:59.668000Z","actor_id":"382551728718872576","upsert":[{"kind":"case","id":"382551729004085248","version":2,"number":"20261121-000003","short":3,"class_code":"E0110","state":"accepted","source":"inspector","reported_at":"2026-11-21T15:23:59.661000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[{"kind":"case","id":"382551729004085248","number":"20261121-000003","short":3,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.661000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (13, 1795274639677, '{"seq":13,"name":"case.filed","happened_at":"2026-11-21T15:23:59.677000Z","recorded_at":"2026-11-21T15:23:59.677000Z","actor_id":"382551728769204224","upsert":[{"kind":"case","id":"382551729004085248","version":3,"number":"20261121-000003","short":3,"class_code":"E0110","state":"filed","source":"inspector","reported_at":"2026-11-21T15:23:59.661000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[{"kind":"case","id":"382551729004085248","version":2,"number":"20261121-000003","short":3,"class_code":"E0110","state":"accepted","source":"inspector","reported_at":"2026-11-21T15:23:59.661000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (14, 1795274639683, '{"seq":14,"name":"case.reported","happened_at":"2026-11-21T15:23:59.683000Z","recorded_at":"2026-11-21T15:23:59.683000Z","actor_id":"382551728580460544","upsert":[{"kind":"case","id":"382551729096359936","number":"20261121-000004","short":4,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.683000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[]');
INSERT INTO public.outbox VALUES (15, 1795274639688, '{"seq":15,"name":"case.accepted","happened_at":"2026-11-21T15:23:59.688000Z","recorded_at":"2026-11-21T15:23:59.688000Z","actor_id":"382551728718872576","upsert":[{"kind":"case","id":"382551729096359936","version":2,"number":"20261121-000004","short":4,"class_code":"E0110","state":"accepted","source":"inspector","reported_at":"2026-11-21T15:23:59.683000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[{"kind":"case","id":"382551729096359936","number":"20261121-000004","short":4,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.683000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (16, 1795274639693, '{"seq":16,"name":"case.filed","happened_at":"2026-11-21T15:23:59.693000Z","recorded_at":"2026-11-21T15:23:59.693000Z","actor_id":"382551728769204224","upsert":[{"kind":"case","id":"382551729096359936","version":3,"number":"20261121-000004","short":4,"class_code":"E0110","state":"filed","source":"inspector","reported_at":"2026-11-21T15:23:59.683000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[{"kind":"case","id":"382551729096359936","version":2,"number":"20261121-000004","short":4,"class_code":"E0110","state":"accepted","source":"inspector","reported_at":"2026-11-21T15:23:59.683000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (17, 1795274639701, '{"seq":17,"name":"case.dispatched","happened_at":"2026-11-21T15:23:59.701000Z","recorded_at":"2026-11-21T15:23:59.701000Z","actor_id":"382551728823730176","upsert":[{"kind":"case","id":"382551729096359936","version":4,"number":"20261121-000004","short":4,"class_code":"E0110","state":"dispatched","source":"inspector","reported_at":"2026-11-21T15:23:59.683000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.701000Z","deadline_at":"2026-11-22T08:00:00Z"}],"params":{"department_id":"382551728874061824"}}', '[{"kind":"case","id":"382551729096359936","version":3,"number":"20261121-000004","short":4,"class_code":"E0110","state":"filed","source":"inspector","reported_at":"2026-11-21T15:23:59.683000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (18, 1795274639708, '{"seq":18,"name":"case.reported","happened_at":"2026-11-21T15:23:59.708000Z","recorded_at":"2026-11-21T15:23:59.708000Z","actor_id":"382551728580460544","upsert":[{"kind":"case","id":"382551729201217536","number":"20261121-000005","short":5,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.708000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[]');
INSERT INTO public.outbox VALUES (19, 1795274639714, '{"seq":19,"name":"case.accepted","happened_at":"2026-11-21T15:23:59.714000Z","recorded_at":"2026-11-21T15:23:59.714000Z","actor_id":"382551728718872576","upsert":[{"kind":"case","id":"382551729201217536","version":2,"number":"20261121-000005","short":5,"class_code":"E0110","state":"accepted","source":"inspector","reported_at":"2026-11-21T15:23:59.708000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[{"kind":"case","id":"382551729201217536","number":"20261121-000005","short":5,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.708000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (20, 1795274639720, '{"seq":20,"name":"case.filed","happened_at":"2026-11-21T15:23:59.720000Z","recorded_at":"2026-11-21T15:23:59.720000Z","actor_id":"382551728769204224","upsert":[{"kind":"case","id":"382551729201217536","version":3,"number":"20261121-000005","short":5,"class_code":"E0110","state":"filed","source":"inspector","reported_at":"2026-11-21T15:23:59.708000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[{"kind":"case","id":"382551729201217536","version":2,"number":"20261121-000005","short":5,"class_code":"E0110","state":"accepted","source":"inspector","reported_at":"2026-11-21T15:23:59.708000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (21, 1795274639726, '{"seq":21,"name":"case.dispatched","happened_at":"2026-11-21T15:23:59.726000Z","recorded_at":"2026-11-21T15:23:59.726000Z","actor_id":"382551728823730176","upsert":[{"kind":"case","id":"382551729201217536","version":4,"number":"20261121-000005","short":5,"class_code":"E0110","state":"dispatched","source":"inspector","reported_at":"2026-11-21T15:23:59.708000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.726000Z","deadline_at":"2026-11-22T08:00:00Z"}],"params":{"department_id":"382551728874061824"}}', '[{"kind":"case","id":"382551729201217536","version":3,"number":"20261121-000005","short":5,"class_code":"E0110","state":"filed","source":"inspector","reported_at":"2026-11-21T15:23:59.708000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (22, 1795274639735, '{"seq":22,"name":"case.signed","happened_at":"2026-11-21T15:23:59.735000Z","recorded_at":"2026-11-21T15:23:59.735000Z","actor_id":"382551728907616256","upsert":[{"kind":"case","id":"382551729201217536","version":5,"number":"20261121-000005","short":5,"class_code":"E0110","state":"signed","source":"inspector","reported_at":"2026-11-21T15:23:59.708000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.726000Z","deadline_at":"2026-11-22T08:00:00Z"}]}', '[{"kind":"case","id":"382551729201217536","version":4,"number":"20261121-000005","short":5,"class_code":"E0110","state":"dispatched","source":"inspector","reported_at":"2026-11-21T15:23:59.708000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.726000Z","deadline_at":"2026-11-22T08:00:00Z"}]');
INSERT INTO public.outbox VALUES (23, 1795274639742, '{"seq":23,"name":"case.reported","happened_at":"2026-11-21T15:23:59.742000Z","recorded_at":"2026-11-21T15:23:59.742000Z","actor_id":"382551728580460544","upsert":[{"kind":"case","id":"382551729343823872","number":"20261121-000006","short":6,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.742000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[]');
INSERT INTO public.outbox VALUES (24, 1795274639748, '{"seq":24,"name":"case.accepted","happened_at":"2026-11-21T15:23:59.748000Z","recorded_at":"2026-11-21T15:23:59.748000Z","actor_id":"382551728718872576","upsert":[{"kind":"case","id":"382551729343823872","version":2,"number":"20261121-000006","short":6,"class_code":"E0110","state":"accepted","source":"inspector","reported_at":"2026-11-21T15:23:59.742000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[{"kind":"case","id":"382551729343823872","number":"20261121-000006","short":6,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.742000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (25, 1795274639754, '{"seq":25,"name":"case.filed","happened_at":"2026-11-21T15:23:59.754000Z","recorded_at":"2026-11-21T15:23:59.754000Z","actor_id":"382551728769204224","upsert":[{"kind":"case","id":"382551729343823872","version":3,"number":"20261121-000006","short":6,"class_code":"E0110","state":"filed","source":"inspector","reported_at":"2026-11-21T15:23:59.742000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[{"kind":"case","id":"382551729343823872","version":2,"number":"20261121-000006","short":6,"class_code":"E0110","state":"accepted","source":"inspector","reported_at":"2026-11-21T15:23:59.742000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (26, 1795274639761, '{"seq":26,"name":"case.dispatched","happened_at":"2026-11-21T15:23:59.761000Z","recorded_at":"2026-11-21T15:23:59.761000Z","actor_id":"382551728823730176","upsert":[{"kind":"case","id":"382551729343823872","version":4,"number":"20261121-000006","short":6,"class_code":"E0110","state":"dispatched","source":"inspector","reported_at":"2026-11-21T15:23:59.742000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.761000Z","deadline_at":"2026-11-22T08:00:00Z"}],"params":{"department_id":"382551728874061824"}}', '[{"kind":"case","id":"382551729343823872","version":3,"number":"20261121-000006","short":6,"class_code":"E0110","state":"filed","source":"inspector","reported_at":"2026-11-21T15:23:59.742000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (27, 1795274639768, '{"seq":27,"name":"case.signed","happened_at":"2026-11-21T15:23:59.768000Z","recorded_at":"2026-11-21T15:23:59.768000Z","actor_id":"382551728907616256","upsert":[{"kind":"case","id":"382551729343823872","version":5,"number":"20261121-000006","short":6,"class_code":"E0110","state":"signed","source":"inspector","reported_at":"2026-11-21T15:23:59.742000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.761000Z","deadline_at":"2026-11-22T08:00:00Z"}]}', '[{"kind":"case","id":"382551729343823872","version":4,"number":"20261121-000006","short":6,"class_code":"E0110","state":"dispatched","source":"inspector","reported_at":"2026-11-21T15:23:59.742000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.761000Z","deadline_at":"2026-11-22T08:00:00Z"}]');
INSERT INTO public.outbox VALUES (28, 1795274639774, '{"seq":28,"name":"case.handling_started","happened_at":"2026-11-21T15:23:59.774000Z","recorded_at":"2026-11-21T15:23:59.774000Z","actor_id":"382551728907616256","upsert":[{"kind":"case","id":"382551729343823872","version":6,"number":"20261121-000006","short":6,"class_code":"E0110","state":"handling","source":"inspector","reported_at":"2026-11-21T15:23:59.742000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.761000Z","deadline_at":"2026-11-22T08:00:00Z"}]}', '[{"kind":"case","id":"382551729343823872","version":5,"number":"20261121-000006","short":6,"class_code":"E0110","state":"signed","source":"inspector","reported_at":"2026-11-21T15:23:59.742000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.761000Z","deadline_at":"2026-11-22T08:00:00Z"}]');
INSERT INTO public.outbox VALUES (29, 1795274639780, '{"seq":29,"name":"case.reported","happened_at":"2026-11-21T15:23:59.780000Z","recorded_at":"2026-11-21T15:23:59.780000Z","actor_id":"382551728580460544","upsert":[{"kind":"case","id":"382551729503207424","number":"20261121-000007","short":7,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.780000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[]');
INSERT INTO public.outbox VALUES (30, 1795274639787, '{"seq":30,"name":"case.accepted","happened_at":"2026-11-21T15:23:59.787000Z","recorded_at":"2026-11-21T15:23:59.787000Z","actor_id":"382551728718872576","upsert":[{"kind":"case","id":"382551729503207424","version":2,"number":"20261121-000007","short":7,"class_code":"E0110","state":"accepted","source":"inspector","reported_at":"2026-11-21T15:23:59.780000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[{"kind":"case","id":"382551729503207424","number":"20261121-000007","short":7,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.780000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (31, 1795274639792, '{"seq":31,"name":"case.filed","happened_at":"2026-11-21T15:23:59.792000Z","recorded_at":"2026-11-21T15:23:59.792000Z","actor_id":"382551728769204224","upsert":[{"kind":"case","id":"382551729503207424","version":3,"number":"20261121-000007","short":7,"class_code":"E0110","state":"filed","source":"inspector","reported_at":"2026-11-21T15:23:59.780000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[{"kind":"case","id":"382551729503207424","version":2,"number":"20261121-000007","short":7,"class_code":"E0110","state":"accepted","source":"inspector","reported_at":"2026-11-21T15:23:59.780000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (32, 1795274639798, '{"seq":32,"name":"case.dispatched","happened_at":"2026-11-21T15:23:59.798000Z","recorded_at":"2026-11-21T15:23:59.798000Z","actor_id":"382551728823730176","upsert":[{"kind":"case","id":"382551729503207424","version":4,"number":"20261121-000007","short":7,"class_code":"E0110","state":"dispatched","source":"inspector","reported_at":"2026-11-21T15:23:59.780000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.798000Z","deadline_at":"2026-11-22T08:00:00Z"}],"params":{"department_id":"382551728874061824"}}', '[{"kind":"case","id":"382551729503207424","version":3,"number":"20261121-000007","short":7,"class_code":"E0110","state":"filed","source":"inspector","reported_at":"2026-11-21T15:23:59.780000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (33, 1795274639805, '{"seq":33,"name":"case.signed","happened_at":"2026-11-21T15:23:59.805000Z","recorded_at":"2026-11-21T15:23:59.805000Z","actor_id":"382551728907616256","upsert":[{"kind":"case","id":"382551729503207424","version":5,"number":"20261121-000007","short":7,"class_code":"E0110","state":"signed","source":"inspector","reported_at":"2026-11-21T15:23:59.780000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.798000Z","deadline_at":"2026-11-22T08:00:00Z"}]}', '[{"kind":"case","id":"382551729503207424","version":4,"number":"20261121-000007","short":7,"class_code":"E0110","state":"dispatched","source":"inspector","reported_at":"2026-11-21T15:23:59.780000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.798000Z","deadline_at":"2026-11-22T08:00:00Z"}]');
INSERT INTO public.outbox VALUES (34, 1795274639810, '{"seq":34,"name":"case.handling_started","happened_at":"2026-11-21T15:23:59.810000Z","recorded_at":"2026-11-21T15:23:59.810000Z","actor_id":"382551728907616256","upsert":[{"kind":"case","id":"382551729503207424","version":6,"number":"20261121-000007","short":7,"class_code":"E0110","state":"handling","source":"inspector","reported_at":"2026-11-21T15:23:59.780000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.798000Z","deadline_at":"2026-11-22T08:00:00Z"}]}', '[{"kind":"case","id":"382551729503207424","version":5,"number":"20261121-000007","short":7,"class_code":"E0110","state":"signed","source":"inspector","reported_at":"2026-11-21T15:23:59.780000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.798000Z","deadline_at":"2026-11-22T08:00:00Z"}]');
INSERT INTO public.outbox VALUES (35, 1795274639816, '{"seq":35,"name":"case.fed_back","happened_at":"2026-11-21T15:23:59.816000Z","recorded_at":"2026-11-21T15:23:59.816000Z","actor_id":"382551728907616256","upsert":[{"kind":"case","id":"382551729503207424","version":7,"number":"20261121-000007","short":7,"class_code":"E0110","state":"feedback","source":"inspector","reported_at":"2026-11-21T15:23:59.780000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824"}]}', '[{"kind":"case","id":"382551729503207424","version":6,"number":"20261121-000007","short":7,"class_code":"E0110","state":"handling","source":"inspector","reported_at":"2026-11-21T15:23:59.780000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.798000Z","deadline_at":"2026-11-22T08:00:00Z"}]');
INSERT INTO public.outbox VALUES (36, 1795274639821, '{"seq":36,"name":"case.reported","happened_at":"2026-11-21T15:23:59.821000Z","recorded_at":"2026-11-21T15:23:59.821000Z","actor_id":"382551728580460544","upsert":[{"kind":"case","id":"382551729675173888","number":"20261121-000008","short":8,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.821000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[]');
INSERT INTO public.outbox VALUES (37, 1795274639827, '{"seq":37,"name":"case.accepted","happened_at":"2026-11-21T15:23:59.827000Z","recorded_at":"2026-11-21T15:23:59.827000Z","actor_id":"382551728718872576","upsert":[{"kind":"case","id":"382551729675173888","version":2,"number":"20261121-000008","short":8,"class_code":"E0110","state":"accepted","source":"inspector","reported_at":"2026-11-21T15:23:59.821000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[{"kind":"case","id":"382551729675173888","number":"20261121-000008","short":8,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.821000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (38, 1795274639832, '{"seq":38,"name":"case.filed","happened_at":"2026-11-21T15:23:59.832000Z","recorded_at":"2026-11-21T15:23:59.832000Z","actor_id":"382551728769204224","upsert":[{"kind":"case","id":"382551729675173888","version":3,"number":"20261121-000008","short":8,"class_code":"E0110","state":"filed","source":"inspector","reported_at":"2026-11-21T15:23:59.821000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[{"kind":"case","id":"382551729675173888","version":2,"number":"20261121-000008","short":8,"class_code":"E0110","state":"accepted","source":"inspector","reported_at":"2026-11-21T15:23:59.821000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (39, 1795274639838, '{"seq":39,"name":"case.dispatched","happened_at":"2026-11-21T15:23:59.838000Z","recorded_at":"2026-11-21T15:23:59.838000Z","actor_id":"382551728823730176","upsert":[{"kind":"case","id":"382551729675173888","version":4,"number":"20261121-000008","short":8,"class_code":"E0110","state":"dispatched","source":"inspector","reported_at":"2026-11-21T15:23:59.821000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.838000Z","deadline_at":"2026-11-22T08:00:00Z"}],"params":{"department_id":"382551728874061824"}}', '[{"kind":"case","id":"382551729675173888","version":3,"number":"20261121-000008","short":8,"class_code":"E0110","state":"filed","source":"inspector","reported_at":"2026-11-21T15:23:59.821000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (40, 1795274639845, '{"seq":40,"name":"case.signed","happened_at":"2026-11-21T15:23:59.845000Z","recorded_at":"2026-11-21T15:23:59.845000Z","actor_id":"382551728907616256","upsert":[{"kind":"case","id":"382551729675173888","version":5,"number":"20261121-000008","short":8,"class_code":"E0110","state":"signed","source":"inspector","reported_at":"2026-11-21T15:23:59.821000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.838000Z","deadline_at":"2026-11-22T08:00:00Z"}]}', '[{"kind":"case","id":"382551729675173888","version":4,"number":"20261121-000008","short":8,"class_code":"E0110","state":"dispatched","source":"inspector","reported_at":"2026-11-21T15:23:59.821000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.838000Z","deadline_at":"2026-11-22T08:00:00Z"}]');
INSERT INTO public.outbox VALUES (41, 1795274639851, '{"seq":41,"name":"case.handling_started","happened_at":"2026-11-21T15:23:59.851000Z","recorded_at":"2026-11-21T15:23:59.851000Z","actor_id":"382551728907616256","upsert":[{"kind":"case","id":"382551729675173888","version":6,"number":"20261121-000008","short":8,"class_code":"E0110","state":"handling","source":"inspector","reported_at":"2026-11-21T15:23:59.821000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.838000Z","deadline_at":"2026-11-22T08:00:00Z"}]}', '[{"kind":"case","id":"382551729675173888","version":5,"number":"20261121-000008","short":8,"class_code":"E0110","state":"signed","source":"inspector","reported_at":"2026-11-21T15:23:59.821000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.838000Z","deadline_at":"2026-11-22T08:00:00Z"}]');
INSERT INTO public.outbox VALUES (42, 1795274639857, '{"seq":42,"name":"case.fed_back","happened_at":"2026-11-21T15:23:59.857000Z","recorded_at":"2026-11-21T15:23:59.857000Z","actor_id":"382551728907616256","upsert":[{"kind":"case","id":"382551729675173888","version":7,"number":"20261121-000008","short":8,"class_code":"E0110","state":"feedback","source":"inspector","reported_at":"2026-11-21T15:23:59.821000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824"}]}', '[{"kind":"case","id":"382551729675173888","version":6,"number":"20261121-000008","short":8,"class_code":"E0110","state":"handling","source":"inspector","reported_at":"2026-11-21T15:23:59.821000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.838000Z","deadline_at":"2026-11-22T08:00:00Z"}]');
INSERT INTO public.outbox VALUES (43, 1795274639863, '{"seq":43,"name":"case.checked","happened_at":"2026-11-21T15:23:59.863000Z","recorded_at":"2026-11-21T15:23:59.863000Z","actor_id":"382551728580460544","upsert":[{"kind":"case","id":"382551729675173888","version":8,"number":"20261121-000008","short":8,"class_code":"E0110","state":"checked","source":"inspector","reported_at":"2026-11-21T15:23:59.821000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824"}]}', '[{"kind":"case","id":"382551729675173888","version":7,"number":"20261121-000008","short":8,"class_code":"E0110","state":"feedback","source":"inspector","reported_at":"2026-11-21T15:23:59.821000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824"}]');
INSERT INTO public.outbox VALUES (44, 1795274639869, '{"seq":44,"name":"case.reported","happened_at":"2026-11-21T15:23:59.869000Z","recorded_at":"2026-11-21T15:23:59.869000Z","actor_id":"382551728580460544","upsert":[{"kind":"case","id":"382551729876500480","number":"20261121-000009","short":9,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.869000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[]');
INSERT INTO public.outbox VALUES (45, 1795274639875, '{"seq":45,"name":"case.accepted","happened_at":"2026-11-21T15:23:59.875000Z","recorded_at":"2026-11-21T15:23:59.875000Z","actor_id":"382551728718872576","upsert":[{"kind":"case","id":"382551729876500480","version":2,"number":"20261121-000009","short":9,"class_code":"E0110","state":"accepted","source":"inspector","reported_at":"2026-11-21T15:23:59.869000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[{"kind":"case","id":"382551729876500480","number":"20261121-000009","short":9,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.869000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (46, 1795274639882, '{"seq":46,"name":"case.filed","happened_at":"2026-11-21T15:23:59.882000Z","recorded_at":"2026-11-21T15:23:59.882000Z","actor_id":"382551728769204224","upsert":[{"kind":"case","id":"382551729876500480","version":3,"number":"20261121-000009","short":9,"class_code":"E0110","state":"filed","source":"inspector","reported_at":"2026-11-21T15:23:59.869000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[{"kind":"case","id":"382551729876500480","version":2,"number":"20261121-000009","short":9,"class_code":"E0110","state":"accepted","source":"inspector","reported_at":"2026-11-21T15:23:59.869000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (47, 1795274639888, '{"seq":47,"name":"case.dispatched","happened_at":"2026-11-21T15:23:59.888000Z","recorded_at":"2026-11-21T15:23:59.888000Z","actor_id":"382551728823730176","upsert":[{"kind":"case","id":"382551729876500480","version":4,"number":"20261121-000009","short":9,"class_code":"E0110","state":"dispatched","source":"inspector","reported_at":"2026-11-21T15:23:59.869000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.888000Z","deadline_at":"2026-11-22T08:00:00Z"}],"params":{"department_id":"382551728874061824"}}', '[{"kind":"case","id":"382551729876500480","version":3,"number":"20261121-000009","short":9,"class_code":"E0110","state":"filed","source":"inspector","reported_at":"2026-11-21T15:23:59.869000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (48, 1795274639894, '{"seq":48,"name":"case.signed","happened_at":"2026-11-21T15:23:59.894000Z","recorded_at":"2026-11-21T15:23:59.894000Z","actor_id":"382551728907616256","upsert":[{"kind":"case","id":"382551729876500480","version":5,"number":"20261121-000009","short":9,"class_code":"E0110","state":"signed","source":"inspector","reported_at":"2026-11-21T15:23:59.869000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.888000Z","deadline_at":"2026-11-22T08:00:00Z"}]}', '[{"kind":"case","id":"382551729876500480","version":4,"number":"20261121-000009","short":9,"class_code":"E0110","state":"dispatched","source":"inspector","reported_at":"2026-11-21T15:23:59.869000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.888000Z","deadline_at":"2026-11-22T08:00:00Z"}]');
INSERT INTO public.outbox VALUES (49, 1795274639899, '{"seq":49,"name":"case.handling_started","happened_at":"2026-11-21T15:23:59.899000Z","recorded_at":"2026-11-21T15:23:59.899000Z","actor_id":"382551728907616256","upsert":[{"kind":"case","id":"382551729876500480","version":6,"number":"20261121-000009","short":9,"class_code":"E0110","state":"handling","source":"inspector","reported_at":"2026-11-21T15:23:59.869000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.888000Z","deadline_at":"2026-11-22T08:00:00Z"}]}', '[{"kind":"case","id":"382551729876500480","version":5,"number":"20261121-000009","short":9,"class_code":"E0110","state":"signed","source":"inspector","reported_at":"2026-11-21T15:23:59.869000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.888000Z","deadline_at":"2026-11-22T08:00:00Z"}]');
INSERT INTO public.outbox VALUES (50, 1795274639905, '{"seq":50,"name":"case.fed_back","happened_at":"2026-11-21T15:23:59.905000Z","recorded_at":"2026-11-21T15:23:59.905000Z","actor_id":"382551728907616256","upsert":[{"kind":"case","id":"382551729876500480","version":7,"number":"20261121-000009","short":9,"class_code":"E0110","state":"feedback","source":"inspector","reported_at":"2026-11-21T15:23:59.869000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824"}]}', '[{"kind":"case","id":"382551729876500480","version":6,"number":"20261121-000009","short":9,"class_code":"E0110","state":"handling","source":"inspector","reported_at":"2026-11-21T15:23:59.869000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.888000Z","deadline_at":"2026-11-22T08:00:00Z"}]');
INSERT INTO public.outbox VALUES (51, 1795274639910, '{"seq":51,"name":"case.checked","happened_at":"2026-11-21T15:23:59.910000Z","recorded_at":"2026-11-21T15:23:59.910000Z","actor_id":"382551728580460544","upsert":[{"kind":"case","id":"382551729876500480","version":8,"number":"20261121-000009","short":9,"class_code":"E0110","state":"checked","source":"inspector","reported_at":"2026-11-21T15:23:59.869000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824"}]}', '[{"kind":"case","id":"382551729876500480","version":7,"number":"20261121-000009","short":9,"class_code":"E0110","state":"feedback","source":"inspector","reported_at":"2026-11-21T15:23:59.869000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824"}]');
INSERT INTO public.outbox VALUES (52, 1795274639922, '{"seq":52,"name":"case.closed","happened_at":"2026-11-21T15:23:59.922000Z","recorded_at":"2026-11-21T15:23:59.922000Z","actor_id":"382551728769204224","remove":[{"kind":"case","id":"382551729876500480"}]}', '[{"kind":"case","id":"382551729876500480","version":8,"number":"20261121-000009","short":9,"class_code":"E0110","state":"checked","source":"inspector","reported_at":"2026-11-21T15:23:59.869000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824"}]');
INSERT INTO public.outbox VALUES (53, 1795274639931, '{"seq":53,"name":"case.reported","happened_at":"2026-11-21T15:23:59.931000Z","recorded_at":"2026-11-21T15:23:59.931000Z","actor_id":"382551728580460544","upsert":[{"kind":"case","id":"382551730136547328","number":"20261121-000010","short":10,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.931000Z","place":"老街 9 号","point":{"lon":121.5,"lat":31.2}}]}', '[]');
INSERT INTO public.outbox VALUES (54, 1795274639941, '{"seq":54,"name":"case.refused","happened_at":"2026-11-21T15:23:59.941000Z","recorded_at":"2026-11-21T15:23:59.941000Z","actor_id":"382551728718872576","remove":[{"kind":"case","id":"382551730136547328"}]}', '[{"kind":"case","id":"382551730136547328","number":"20261121-000010","short":10,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.931000Z","place":"老街 9 号","point":{"lon":121.5,"lat":31.2}}]');
INSERT INTO public.outbox VALUES (55, 1795274639948, '{"seq":55,"name":"case.reported","happened_at":"2026-11-21T15:23:59.948000Z","recorded_at":"2026-11-21T15:23:59.948000Z","actor_id":"382551728580460544","upsert":[{"kind":"case","id":"382551730203656192","number":"20261121-000011","short":11,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.948000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[]');
INSERT INTO public.outbox VALUES (56, 1795274639954, '{"seq":56,"name":"case.accepted","happened_at":"2026-11-21T15:23:59.954000Z","recorded_at":"2026-11-21T15:23:59.954000Z","actor_id":"382551728718872576","upsert":[{"kind":"case","id":"382551730203656192","version":2,"number":"20261121-000011","short":11,"class_code":"E0110","state":"accepted","source":"inspector","reported_at":"2026-11-21T15:23:59.948000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[{"kind":"case","id":"382551730203656192","number":"20261121-000011","short":11,"class_code":"E0110","state":"reported","source":"inspector","reported_at":"2026-11-21T15:23:59.948000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (57, 1795274639961, '{"seq":57,"name":"case.filed","happened_at":"2026-11-21T15:23:59.961000Z","recorded_at":"2026-11-21T15:23:59.961000Z","actor_id":"382551728769204224","upsert":[{"kind":"case","id":"382551730203656192","version":3,"number":"20261121-000011","short":11,"class_code":"E0110","state":"filed","source":"inspector","reported_at":"2026-11-21T15:23:59.948000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]}', '[{"kind":"case","id":"382551730203656192","version":2,"number":"20261121-000011","short":11,"class_code":"E0110","state":"accepted","source":"inspector","reported_at":"2026-11-21T15:23:59.948000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (58, 1795274639969, '{"seq":58,"name":"case.dispatched","happened_at":"2026-11-21T15:23:59.969000Z","recorded_at":"2026-11-21T15:23:59.969000Z","actor_id":"382551728823730176","upsert":[{"kind":"case","id":"382551730203656192","version":4,"number":"20261121-000011","short":11,"class_code":"E0110","state":"dispatched","source":"inspector","reported_at":"2026-11-21T15:23:59.948000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.969000Z","deadline_at":"2026-11-22T08:00:00Z"}],"params":{"department_id":"382551728874061824"}}', '[{"kind":"case","id":"382551730203656192","version":3,"number":"20261121-000011","short":11,"class_code":"E0110","state":"filed","source":"inspector","reported_at":"2026-11-21T15:23:59.948000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23}}]');
INSERT INTO public.outbox VALUES (59, 1795274639976, '{"seq":59,"name":"case.signed","happened_at":"2026-11-21T15:23:59.976000Z","recorded_at":"2026-11-21T15:23:59.976000Z","actor_id":"382551728907616256","upsert":[{"kind":"case","id":"382551730203656192","version":5,"number":"20261121-000011","short":11,"class_code":"E0110","state":"signed","source":"inspector","reported_at":"2026-11-21T15:23:59.948000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.969000Z","deadline_at":"2026-11-22T08:00:00Z"}]}', '[{"kind":"case","id":"382551730203656192","version":4,"number":"20261121-000011","short":11,"class_code":"E0110","state":"dispatched","source":"inspector","reported_at":"2026-11-21T15:23:59.948000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.969000Z","deadline_at":"2026-11-22T08:00:00Z"}]');
INSERT INTO public.outbox VALUES (60, 1795274639985, '{"seq":60,"name":"case.handling_started","happened_at":"2026-11-21T15:23:59.985000Z","recorded_at":"2026-11-21T15:23:59.985000Z","actor_id":"382551728907616256","upsert":[{"kind":"case","id":"382551730203656192","version":6,"number":"20261121-000011","short":11,"class_code":"E0110","state":"handling","source":"inspector","reported_at":"2026-11-21T15:23:59.948000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.969000Z","deadline_at":"2026-11-22T08:00:00Z"}]}', '[{"kind":"case","id":"382551730203656192","version":5,"number":"20261121-000011","short":11,"class_code":"E0110","state":"signed","source":"inspector","reported_at":"2026-11-21T15:23:59.948000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.969000Z","deadline_at":"2026-11-22T08:00:00Z"}]');
INSERT INTO public.outbox VALUES (61, 1795274639993, '{"seq":61,"name":"case.fed_back","happened_at":"2026-11-21T15:23:59.993000Z","recorded_at":"2026-11-21T15:23:59.993000Z","actor_id":"382551728907616256","upsert":[{"kind":"case","id":"382551730203656192","version":7,"number":"20261121-000011","short":11,"class_code":"E0110","state":"feedback","source":"inspector","reported_at":"2026-11-21T15:23:59.948000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824"}]}', '[{"kind":"case","id":"382551730203656192","version":6,"number":"20261121-000011","short":11,"class_code":"E0110","state":"handling","source":"inspector","reported_at":"2026-11-21T15:23:59.948000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.969000Z","deadline_at":"2026-11-22T08:00:00Z"}]');
INSERT INTO public.outbox VALUES (62, 1795274640003, '{"seq":62,"name":"case.returned_for_rework","happened_at":"2026-11-21T15:24:00.003000Z","recorded_at":"2026-11-21T15:24:00.003000Z","actor_id":"382551728580460544","upsert":[{"kind":"case","id":"382551730203656192","version":8,"number":"20261121-000011","short":11,"class_code":"E0110","state":"handling","source":"inspector","reported_at":"2026-11-21T15:23:59.948000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824","clock_started_at":"2026-11-21T15:23:59.969000Z","deadline_at":"2026-11-22T08:00:00Z","rework":1}]}', '[{"kind":"case","id":"382551730203656192","version":7,"number":"20261121-000011","short":11,"class_code":"E0110","state":"feedback","source":"inspector","reported_at":"2026-11-21T15:23:59.948000Z","place":"长兴路 86 号","point":{"lon":121.47,"lat":31.23},"department_id":"382551728874061824"}]');
INSERT INTO public.outbox VALUES (63, 1795274640012, '{"seq":63,"name":"scene.saved","happened_at":"2026-11-21T15:24:00.012000Z","recorded_at":"2026-11-21T15:24:00.012000Z","actor_id":"382551728483991552","upsert":[{"kind":"scene","id":"382551730476285952","name":"duty"}]}', '[]');


--
-- Data for Name: tokens; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.tokens VALUES ('1a2c3e34b840137a06941fa7cb726c828ec7863db321d126bb970c8a4494dd9a', 382551728483991552, 1795274639547, 1795879439547, NULL);
INSERT INTO public.tokens VALUES ('6cc9f469d40d9c4cee76e0d33c9cc4dbbeb0a0415a5e282e81331878a6e175da', 382551728580460544, 1795274639568, 1795879439568, NULL);
INSERT INTO public.tokens VALUES ('9c1f89bcbba08c7b22e12d96eec6030945144f9911e1ddcd862c974fc7210ed2', 382551728718872576, 1795274639601, 1795879439601, NULL);
INSERT INTO public.tokens VALUES ('2d0cdea43d2dda22c5954790c65ab3e9076d8e83e6b922933d2de7e3c3368d87', 382551728769204224, 1795274639614, 1795879439614, NULL);
INSERT INTO public.tokens VALUES ('8404912fbd02a0f512d4547b7d4bd409a4994159432b5f548c8b380d657b4d78', 382551728823730176, 1795274639626, 1795879439626, NULL);
INSERT INTO public.tokens VALUES ('78f0c2bf3e180d80905f427f0f007a59e051303e47fbe8f0042bcc36c783bb7a', 382551728907616256, 1795274639645, 1795879439645, NULL);


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: accounts pk_accounts; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT pk_accounts PRIMARY KEY (person_id);


--
-- Name: areas pk_areas; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.areas
    ADD CONSTRAINT pk_areas PRIMARY KEY (id);


--
-- Name: case_events pk_case_events; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_events
    ADD CONSTRAINT pk_case_events PRIMARY KEY (id);


--
-- Name: cases pk_cases; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT pk_cases PRIMARY KEY (id);


--
-- Name: cells pk_cells; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cells
    ADD CONSTRAINT pk_cells PRIMARY KEY (code);


--
-- Name: clips pk_clips; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.clips
    ADD CONSTRAINT pk_clips PRIMARY KEY (id);


--
-- Name: components pk_components; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.components
    ADD CONSTRAINT pk_components PRIMARY KEY (code);


--
-- Name: counters pk_counters; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.counters
    ADD CONSTRAINT pk_counters PRIMARY KEY (name);


--
-- Name: entities pk_entities; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.entities
    ADD CONSTRAINT pk_entities PRIMARY KEY (kind, id);


--
-- Name: idempotency pk_idempotency; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT pk_idempotency PRIMARY KEY (command_id);


--
-- Name: imports pk_imports; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT pk_imports PRIMARY KEY (id);


--
-- Name: meta pk_meta; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.meta
    ADD CONSTRAINT pk_meta PRIMARY KEY (key);


--
-- Name: outbox pk_outbox; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT pk_outbox PRIMARY KEY (seq);


--
-- Name: tokens pk_tokens; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT pk_tokens PRIMARY KEY (sha256);


--
-- Name: accounts uq_accounts_username; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT uq_accounts_username UNIQUE (username);


--
-- Name: areas uq_areas_code; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.areas
    ADD CONSTRAINT uq_areas_code UNIQUE (code);


--
-- Name: cases uq_cases_import_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT uq_cases_import_key UNIQUE (import_key);


--
-- Name: cases uq_cases_number; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT uq_cases_number UNIQUE (number);


--
-- Name: components uq_components_import_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.components
    ADD CONSTRAINT uq_components_import_key UNIQUE (import_key);


--
-- Name: ix_case_events_case_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_case_events_case_id ON public.case_events USING btree (case_id);


--
-- Name: ix_cases_class_code_reported_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_cases_class_code_reported_at ON public.cases USING btree (class_code, reported_at);


--
-- Name: ix_cases_closed_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_cases_closed_at ON public.cases USING btree (closed_at);


--
-- Name: ix_cases_department_id_reported_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_cases_department_id_reported_at ON public.cases USING btree (department_id, reported_at);


--
-- Name: ix_cases_handled_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_cases_handled_at ON public.cases USING btree (handled_at, signed_at, deadline_at);


--
-- Name: ix_cases_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_cases_open ON public.cases USING btree (department_id, deadline_at) WHERE (state <> ALL (ARRAY['closed'::text, 'refused'::text]));


--
-- Name: ix_cases_reported_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_cases_reported_at ON public.cases USING btree (reported_at);


--
-- Name: ix_components_class_code; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_components_class_code ON public.components USING btree (class_code);


--
-- Name: ix_entities_ended; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_entities_ended ON public.entities USING btree (ended);


--
-- Name: ix_idempotency_recorded_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_idempotency_recorded_at ON public.idempotency USING btree (recorded_at);


--
-- Name: ix_outbox_recorded_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_recorded_at ON public.outbox USING btree (recorded_at);


--
-- Name: ix_tokens_expires_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_tokens_expires_at ON public.tokens USING btree (expires_at);


--
-- Name: ix_tokens_person_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_tokens_person_id ON public.tokens USING btree (person_id);


--
-- Name: uq_entities_kind_natural_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX uq_entities_kind_natural_key ON public.entities USING btree (kind, natural_key);


--
-- Name: case_events case_events_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_events_no_delete BEFORE DELETE ON public.case_events FOR EACH ROW EXECUTE FUNCTION public.citywall_refuse_change();


--
-- Name: case_events case_events_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_events_no_truncate BEFORE TRUNCATE ON public.case_events FOR EACH STATEMENT EXECUTE FUNCTION public.citywall_refuse_change();


--
-- Name: case_events case_events_no_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_events_no_update BEFORE UPDATE ON public.case_events FOR EACH ROW EXECUTE FUNCTION public.citywall_refuse_change();


--
-- Name: outbox outbox_no_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER outbox_no_update BEFORE UPDATE ON public.outbox FOR EACH ROW EXECUTE FUNCTION public.citywall_refuse_change();


--
-- PostgreSQL database dump complete
--


