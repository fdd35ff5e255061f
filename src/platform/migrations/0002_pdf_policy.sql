-- How the signatures of the files of this sender's documents are treated; null means recorded. `required` goes beyond
-- national law (NĐ 30/2020 Phụ lục I), so it names the regulation of the province on which it rests.
alter table agency
  add column pdf_policy text check (pdf_policy in ('recorded', 'warned', 'required')),
  add column pdf_regulation text,
  add constraint agency_pdf_regulation
    check (pdf_policy is distinct from 'required' or coalesce(btrim(pdf_regulation), '') <> '');
